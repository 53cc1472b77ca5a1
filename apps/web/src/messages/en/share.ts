export const share = {
  own: 'Your screen',
  title: 'You are sharing your screen',
  withSound: 'Everyone sees and hears it.',
  withoutSound: 'Everyone sees it. Its sound is not shared.',
  forVideo: 'Optimise for video',
  another: 'Share something else',
  stop: 'Stop sharing',
  volumeOf: 'Volume of {name}’s screen',
  muteSound: 'Mute {name}’s screen',
  unmuteSound: 'Unmute {name}’s screen',
};
