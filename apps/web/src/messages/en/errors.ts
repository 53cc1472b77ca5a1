import type { ErrorCode } from '@convene/protocol';

/**
 * What is said for each code of the closed set: what is so, and what the person can do. A new code does not compile until
 * it has its words.
 */
export const errors: Record<ErrorCode, string> = {
  meetingNotFound: 'There is no meeting with this link. Check it, or ask for a new one.',
  meetingEnded: 'This meeting has ended. Start a new one whenever you like.',
  meetingFull: 'This meeting is full. Try again when someone has left.',
  meetingLocked:
    'The host has locked this meeting: nobody new can come in right now. Ask the host to unlock it.',
  removedFromMeeting: 'You were removed from this meeting. Ask its host to let you in again.',
  admissionRefused: 'You were not let in. You can ask again in a moment.',
  serverFull: 'The server is full. Try again in a moment.',
  noServer: 'No server is free right now. Try again in a moment.',
  unauthorized: 'You are not signed in for this. Reload the page and try again.',
  tokenExpired: 'This page has been open for a long time. Reload it and try again.',
  forbidden: 'You are not allowed to do this. Ask a host of the meeting.',
  wrongState: 'That cannot be done right now. Try again in a moment.',
  alreadyJoined: 'You have already joined this meeting. Reload the page if you do not see it.',
  invalidInput: 'Something in this was not understood. Check it and try again.',
  invalidName: 'Choose a name of 1 to 60 characters, without control characters.',
  invalidRtpParameters:
    'Your browser’s media settings were refused. Reload the page; if that does not help, use another browser.',
  invalidDtlsParameters:
    'Your browser’s encryption settings were refused. Reload the page; if that does not help, use another browser.',
  messageTooLarge: 'That is too long to send. Shorten it, or send it in parts.',
  rateLimited: 'That was too much at once. Wait a moment and try again.',
  tooManyConnections: 'Too many people are connecting from your network. Try again in a minute.',
  transportNotFound: 'The connection was lost. Reload the page to come back.',
  producerNotFound: 'What you are sending was interrupted. Turn it off and on again.',
  consumerNotFound: 'A video was interrupted. Reload the page if it does not come back.',
  streamNotFound: 'This video is no longer there. Wait until it is sent again.',
  participantNotFound: 'This person is no longer in the meeting. Wait until they are back.',
  resumeFailed: 'The connection could not be resumed. Reload the page to come back.',
  cannotConsume: 'Your browser cannot play this video. Use a current Chrome, Edge, Firefox or Safari.',
  cannotProduce: 'Your camera or microphone could not be sent. Try turning it off and on.',
  versionConflict: 'Someone else changed this at the same moment. Try again.',
  databaseUnavailable: 'This cannot be saved right now. Try again in a moment.',
  timeout: 'The server did not answer in time. Check your connection and try again.',
  serverClosing: 'The server is restarting. Try again in a moment.',
  workerDied: 'The media connection was interrupted. Wait a moment: it is being restored.',
  unsupportedBrowser:
    'This browser cannot join video meetings. Use a current Chrome, Edge, Firefox or Safari.',
  internal: 'Something went wrong on our side. Try again.',
};
