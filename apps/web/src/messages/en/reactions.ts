export const reactions = {
  react: 'React',
  title: 'Reactions',
  said: '{name} reacts: {reaction}',
  saidMany: '{count, plural, one {# reaction} other {# reactions}}',
  names: {
    thumbsUp: 'Thumbs up',
    heart: 'Heart',
    clapping: 'Clapping hands',
    party: 'Party',
    laughing: 'Laughing',
    surprised: 'Surprised',
    sad: 'Sad',
    thinking: 'Thinking',
    thumbsDown: 'Thumbs down',
  },
};
