import type { DeviceFailure, DeviceNotice } from '@convene/meeting-client';
import type { ErrorCode } from '@convene/protocol';
import type { LayoutMode } from '../stage/largeTiles.ts';

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
  /** Who came or went last, and how many just before them. */
  | { readonly type: 'joined' | 'left'; readonly name: string; readonly others: number }
  | { readonly type: 'sharing'; readonly name: string }
  | { readonly type: 'reconnected' | 'diagnosticsCopied' }
  /** Something that was asked for while the connection is lost. */
  | { readonly type: 'notReached' }
  /** Chosen by a key: a layout may look like the one before. */
  | { readonly type: 'layout'; readonly mode: LayoutMode }
  /** Somebody wrote while the chat was closed. */
  | { readonly type: 'message'; readonly name: string; readonly text: string }
  | { readonly type: 'host'; readonly key: HostNotice; readonly name?: string | undefined }
  /** Something that was asked for was not done. */
  | { readonly type: 'failed'; readonly code: ErrorCode }
  | { readonly type: 'blurFailed' | 'blurSlow' | 'noiseFailed' }
  | { readonly type: 'device'; readonly notice: DeviceNotice }
  /** Turned on, and it did not start. */
  | {
      readonly type: 'deviceFailed';
      readonly device: 'camera' | 'microphone';
      readonly cause: DeviceFailure;
    }
  | { readonly type: 'unforeseen' | 'shareFailed' | 'shareForbidden' | 'copyFailed' };

function deviceOf(notice: Notice): DeviceNotice['device'] | undefined {
  if (notice.type === 'deviceFailed') return notice.device;
  return notice.type === 'device' ? notice.notice.device : undefined;
}

/** A group that comes, or goes, is told in one sentence: with those who stand there. */
export function gathered(standing: readonly Notice[], newer: Notice): Notice {
  if (newer.type !== 'joined' && newer.type !== 'left') return newer;
  const before = standing.find((notice) => notice.type === newer.type);
  return before?.type === newer.type ? { ...newer, others: before.others + 1 } : newer;
}

/** Of each device the last sentence stands, and so does the one of who came or went. */
export function isOutdatedBy(notice: Notice, newer: Notice): boolean {
  if (newer.type === 'joined' || newer.type === 'left') return notice.type === newer.type;
  const device = deviceOf(newer);
  return device !== undefined && deviceOf(notice) === device;
}

/** What somebody wrote, and a sentence that says what to do, take longer to read. */
export const shownMs = ({ type }: Notice): number =>
  type === 'message' ||
  type === 'device' ||
  type === 'deviceFailed' ||
  type === 'unforeseen' ||
  type === 'blurFailed' ||
  type === 'blurSlow' ||
  type === 'noiseFailed'
    ? 9_000
    : 4_500;
