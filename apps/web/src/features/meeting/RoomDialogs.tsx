'use client';

import { onDemand } from '../failure/onDemand.tsx';

export type OpenDialog = 'settings' | 'shortcuts';

const SettingsDialog = onDemand(
  () => import('../settings/SettingsDialog.tsx').then((m) => m.SettingsDialog),
  'over',
);
const ShortcutsDialog = onDemand(
  () => import('./ShortcutsDialog.tsx').then((m) => m.ShortcutsDialog),
  'over',
);

type Props = { readonly dialog: OpenDialog | undefined; readonly onClose: () => void };

/** What the person opened over the meeting. */
export function RoomDialogs({ dialog, onClose }: Props) {
  if (dialog === 'settings') return <SettingsDialog onClose={onClose} />;
  return dialog === 'shortcuts' ? <ShortcutsDialog onClose={onClose} /> : null;
}
