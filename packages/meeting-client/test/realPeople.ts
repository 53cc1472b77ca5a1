/** People with the WebRTC of Chromium, for tests of other packages. */
export { installWebRtc, realDevice } from './realMedia.ts';
export { TestPerson } from './TestPerson.ts';
