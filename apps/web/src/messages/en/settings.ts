export const settings = {
  title: 'Settings',
  text: 'Choose what others see and hear.',
  done: 'Done',
};
