export const chat = {
  title: 'Chat',
  log: 'Messages',
  message: 'Message',
  placeholder: 'Send a message to everyone',
  send: 'Send',
  emptyTitle: 'No messages yet',
  emptyText: 'Everyone in the meeting sees what you write here.',
  sending: 'Sending',
  failed: 'Not sent',
  retry: 'Try again',
  loadingOlder: 'Loading earlier messages',
  olderFailed: 'Earlier messages could not be loaded. Check your connection and try again.',
  loadOlder: 'Load earlier messages',
  tooLong: 'A message can have at most {limit} characters.',
  typing:
    '{count, plural, one {{first} is typing} =2 {{first} and {second} are typing} other {Several people are typing}}',
  toBottom: 'Latest messages',
};
