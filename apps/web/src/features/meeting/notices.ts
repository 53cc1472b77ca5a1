/** What is told in passing: words come from the catalogue when it is drawn. */
export type Notice =
  | { readonly type: 'joined' | 'left'; readonly name: string }
  | { readonly type: 'reconnected' }
  | { readonly type: 'shareFailed' | 'cameraFailed' | 'microphoneFailed' | 'copyFailed' };
