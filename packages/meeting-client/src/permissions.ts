import type { Scope } from './Scope.ts';

export type InputKind = 'camera' | 'microphone';

/** Undefined where the browser does not tell. */
async function statusOf(kind: InputKind): Promise<PermissionStatus | undefined> {
  // Not every browser has it, whatever the types say.
  const permissions =
    typeof navigator === 'undefined' ? undefined : (navigator.permissions as Permissions | undefined);
  try {
    return await permissions?.query({ name: kind });
  } catch {
    return undefined;
  }
}

/** What the browser remembers of the person's answer. */
export const permissionOf = async (kind: InputKind): Promise<PermissionState | undefined> =>
  (await statusOf(kind))?.state;

/** Tells when the person allows the device, in the address bar or in the browser's settings. */
export async function watchPermission(kind: InputKind, scope: Scope, onGranted: () => void): Promise<void> {
  const status = await statusOf(kind);
  if (status === undefined || scope.closed) return;
  const onChange = () => {
    if (status.state === 'granted') onGranted();
  };
  status.addEventListener('change', onChange);
  scope.add(() => status.removeEventListener('change', onChange));
}
