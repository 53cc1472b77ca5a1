export const controls = {
  mute: 'Mute',
  unmute: 'Unmute',
  cameraOff: 'Turn off camera',
  cameraOn: 'Turn on camera',
  copyFailed: 'The link could not be copied. Copy it from the address bar.',
};
