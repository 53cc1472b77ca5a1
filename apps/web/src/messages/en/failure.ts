export const failure = {
  crashedTitle: 'Something went wrong',
  crashedText: 'Reload the page to come back. If you were in a meeting, your seat is kept.',
  reload: 'Reload',
  part: {
    crashed: {
      title: 'This part has failed',
      text: 'Everything else goes on. Try again; if that does not help, reload: your seat is kept.',
    },
    notLoaded: { title: 'This could not be loaded', text: 'Looking for the reason…' },
    offline: { title: 'You are offline', text: 'This comes by itself as soon as there is a network.' },
    updated: {
      title: 'Convene was updated',
      text: 'Reload to go on with the new version. If you are in a meeting, your seat is kept.',
    },
    unreachable: {
      title: 'This could not be loaded',
      text: 'Convene does not answer. Check your connection and try again.',
    },
  },
};
