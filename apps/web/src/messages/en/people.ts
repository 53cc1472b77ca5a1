export const people = {
  title: 'People',
  invite: 'Copy invite link',
  list: 'Everyone in the meeting',
  host: 'Host',
  cohost: 'Co-host',
  micOn: 'Microphone on',
  micOff: 'Microphone muted',
  camOn: 'Camera on',
  camOff: 'Camera off',
  reconnecting: 'Reconnecting',
};
