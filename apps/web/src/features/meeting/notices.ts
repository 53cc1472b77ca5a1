/** What is told in passing: words come from the catalogue when it is drawn. */
export type Notice =
  | { readonly type: 'joined' | 'left' | 'sharing'; readonly name: string }
  | { readonly type: 'reconnected' }
  | { readonly type: 'shareFailed' | 'shareForbidden' | 'cameraFailed' | 'microphoneFailed' | 'copyFailed' };
