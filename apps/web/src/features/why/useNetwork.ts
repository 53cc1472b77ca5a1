import { type NetworkQuality, type ParticipantInfo, worstNetwork } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';

export type Network = { readonly quality: NetworkQuality; readonly label: string };

/** How somebody's connection is, in a word and in a sentence; of one's own both ways count. undefined: nobody can say. */
export function useNetwork({ name, network }: ParticipantInfo, isSelf: boolean): Network | undefined {
  const t = useTranslations('why');
  const down = useRoomState((snapshot) => (isSelf ? snapshot.self?.networkDown : undefined));
  const up = network ?? undefined;
  if (!isSelf) return up && { quality: up, label: t(up, { name }) };
  const quality = worstNetwork([up, down]);
  if (quality === undefined) return undefined;
  if (quality === 'good') return { quality, label: t('ownGood') };
  const ways = up === down ? t('both') : t(up === quality ? 'up' : 'down');
  return { quality, label: t(quality === 'fair' ? 'ownFair' : 'ownPoor', { ways }) };
}
