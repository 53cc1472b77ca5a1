import type { LocalMediaSnapshot } from '@convene/meeting-client';

export type DeviceProblem =
  | 'insecure'
  | `both${'Denied' | 'Missing'}`
  | `${'camera' | 'microphone'}${'Denied' | 'Withdrawn' | 'Missing' | 'Busy' | 'Unknown'}`;

const causeNames = {
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  missing: 'Missing',
  busy: 'Busy',
  unknown: 'Unknown',
} as const;

/** The sentences that the lobby owes to a person whose camera or microphone did not start; one where one will do. */
export function deviceProblems(
  media: Pick<LocalMediaSnapshot, 'camera' | 'microphone'>,
): readonly DeviceProblem[] {
  const camera = media.camera.state === 'failed' ? media.camera.cause : undefined;
  const microphone = media.microphone.state === 'failed' ? media.microphone.cause : undefined;
  if (camera === 'insecure' || microphone === 'insecure') return ['insecure'];
  if (camera === 'denied' && microphone === 'denied') return ['bothDenied'];
  if (camera === 'missing' && microphone === 'missing') return ['bothMissing'];
  const problems: DeviceProblem[] = [];
  if (camera !== undefined) problems.push(`camera${causeNames[camera]}`);
  if (microphone !== undefined) problems.push(`microphone${causeNames[microphone]}`);
  return problems;
}
