export const shortcuts = {
  title: 'Keyboard shortcuts',
  text: 'Single keys work while you are not typing.',
  mute: 'Mute or unmute',
  camera: 'Turn camera on or off',
  chat: 'Open or close chat',
  people: 'Open or close people',
  hand: 'Raise or lower your hand',
  react: 'Open reactions',
  fullScreen: 'Full screen',
  shortcuts: 'Show these shortcuts',
  close: 'Close what is open',
};
