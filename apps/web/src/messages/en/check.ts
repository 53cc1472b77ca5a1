export const check = {
  title: 'Your connection',
  running: 'Checking the path to the server of this meeting. It takes a few seconds.',
  steps: {
    path: 'Finding a path',
    quality: 'Measuring delay and loss',
    upload: 'Measuring upload',
    download: 'Measuring download',
  },
  overall: {
    good: 'Your connection is good for a meeting.',
    fair: 'Your connection will do, with limits.',
    poor: 'Your connection will give you trouble.',
    unknown: 'Not everything could be measured.',
  },
  grades: { good: 'Good', fair: 'Fair', poor: 'Poor', unknown: 'Not measured', open: 'Unclear' },
  rows: {
    path: 'Path',
    roundTrip: 'Round trip',
    loss: 'Loss',
    upload: 'Upload',
    download: 'Download',
  },
  udp: 'UDP',
  tcpOnly: 'TCP only',
  unsteady: 'Unsteady',
  noPath: 'None',
  milliseconds: '{ms} ms',
  percent: '{percent} %',
  atLeast: 'at least {mbps} Mbit/s',
  advice: {
    noPath:
      'Neither UDP nor TCP port {port} of the server can be reached from your network. Try another network or turn off a VPN; if nothing helps, ask whoever runs your network to open that port.',
    unsteady:
      'So much of what is sent gets lost that no connection came about over UDP. Go closer to your Wi-Fi, use a cable, or turn off a VPN; then check again.',
    udpBlocked:
      'UDP is blocked on your network: video goes over TCP and may stutter. Ask whoever runs your network to allow UDP to port {port}.',
    lossPoor:
      'Much of what is sent gets lost: picture and sound will break up. Go closer to your Wi-Fi or use a cable.',
    lossFair: 'Some of what is sent gets lost. Going closer to your Wi-Fi or using a cable helps.',
    farAway:
      'The path to the server is slow: people will talk over each other. A VPN or a running download can be the cause.',
    slow: 'The path to the server is a little slow. Turn off a VPN if you use one.',
    uploadPoor:
      'Your upload is hardly enough for video. Turn off your camera when the sound breaks up, and stop other uploads.',
    uploadFair: 'Others may see you less sharply. Stop other uploads.',
    downloadPoor:
      'Your download is hardly enough for video. In the meeting, set “Video quality” to Low, or choose “Audio only”.',
    downloadFair: 'With many people in the meeting, pictures will be less sharp. Stop other downloads.',
  },
  again: 'Check again',
};
