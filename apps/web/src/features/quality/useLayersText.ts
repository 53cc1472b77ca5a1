import { layersOf } from '@convene/meeting-client';
import { layerLines, type StreamId } from '@convene/protocol';
import { useTranslations } from 'use-intl';
import { useRoomState } from '../meeting/useRoomState.ts';

/** The layer of a stream that comes, beside the one that is asked for; undefined where there is nothing to choose from. */
export function useLayersText(streamId: StreamId): string | undefined {
  const t = useTranslations('quality');
  const stream = useRoomState((snapshot) => snapshot.streams.get(streamId));
  if (stream === undefined) return undefined;
  const { wanted, forwarded, count } = layersOf(stream);
  if (count === 1 || wanted === null || wanted === undefined || stream.paused) return undefined;
  if (forwarded === null || forwarded === undefined)
    return t('receivingNothing', { wanted: layerLines(wanted) });
  const lines = layerLines(forwarded);
  return forwarded < wanted
    ? t('receivingLess', { lines, wanted: layerLines(wanted) })
    : t('receiving', { lines });
}
