export const settings = {
  title: 'Settings',
  text: 'What others see and hear of you, and what you receive of them.',
  changeName: 'Change',
  sections: { audio: 'Audio', video: 'Video', quality: 'Quality', general: 'General' },
  microphone: 'Microphone',
  speaker: 'Speaker',
  camera: 'Camera',
  ownPicture: 'Your camera',
  cameraOff: 'Your camera is off',
  cameraHint: 'You see yourself mirrored. Others do not.',
  sound: 'Sound processing',
  speaking: 'Speaking',
  noiseSuppression: {
    label: 'Noise suppression',
    hint: 'Your browser takes steady noise out of your voice, such as a fan.',
  },
  echoCancellation: {
    label: 'Echo cancellation',
    hint: 'Keeps others from hearing themselves. Turn it off only with headphones.',
  },
  autoGainControl: {
    label: 'Automatic volume',
    hint: 'Keeps your voice equally loud when you move.',
  },
  hifi: {
    label: 'Hi-fi sound',
    hint: 'For music: stereo and untouched, at 256 kbit/s, twice what a voice takes. It lets in all noise and echo, so use headphones.',
  },
  pushToTalk: {
    label: 'Hold Space to speak',
    hint: 'While you are muted, you are heard for as long as you hold the space bar.',
  },
};
