import type { ErrorCode } from '@convene/protocol';

/** What others with more rights did to this person or to the meeting, and what a host should know: keys of `host.notices`. */
export type HostNotice =
  | 'muted'
  | 'cameraOff'
  | 'shareStopped'
  | 'nowHost'
  | 'nowCohost'
  | 'noLongerCohost'
  | 'newHost'
  | 'handRaised'
  | 'handLowered'
  | 'locked'
  | 'unlocked'
  | 'waitingRoomOn'
  | 'waitingRoomOff';

/** What is told in passing: words come from the catalogue when it is drawn. */
export type Notice =
  | { readonly type: 'joined' | 'left' | 'sharing'; readonly name: string }
  | { readonly type: 'reconnected' | 'diagnosticsCopied' }
  | { readonly type: 'host'; readonly key: HostNotice; readonly name?: string | undefined }
  /** Something that was asked for was not done. */
  | { readonly type: 'failed'; readonly code: ErrorCode }
  | { readonly type: 'shareFailed' | 'shareForbidden' | 'cameraFailed' | 'microphoneFailed' | 'copyFailed' };
