'use client';

import type { NetworkQuality } from '@convene/protocol';
import { Monitor, Server, UserRound } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cx } from '../../ui/cx.ts';
import type { PathHop, PathNode, PathView } from './pathView.ts';
import { useNumbers } from './useNumbers.ts';

type Props = {
  readonly view: PathView;
  /** Who sends. */
  readonly sender: string;
};

/** From the sender, down over the servers to this person: each hop in the colour of how it is. */
export function PathDrawing({ view: { nodes, hops }, sender }: Props) {
  return (
    <ol className="flex flex-col text-sm">
      {nodes.map((node, index) => {
        const hop = hops[index];
        return (
          <li key={index}>
            <NodeLine node={node} sender={sender} />
            {hop !== undefined && <HopLine hop={hop} />}
          </li>
        );
      })}
    </ol>
  );
}

const nodeIcons = { sender: UserRound, server: Server, receiver: Monitor } as const;

function NodeLine({ node, sender }: { readonly node: PathNode; readonly sender: string }) {
  const t = useTranslations('why');
  const Icon = nodeIcons[node.at];
  return (
    <div className="flex items-center gap-3">
      <span className="grid size-8 shrink-0 place-items-center rounded-full border border-line bg-raised text-muted">
        <Icon className="size-4" aria-hidden="true" />
      </span>
      <span className="min-w-0 truncate font-medium">
        {node.at === 'sender' && sender}
        {node.at === 'receiver' && t('you')}
        {node.at === 'server' &&
          (node.number === undefined ? t('server') : t('serverNamed', { letter: 'AB'.charAt(node.number) }))}
        {node.at === 'server' && node.workerIndex !== undefined && (
          <span className="font-normal text-muted">
            {' '}
            · {t('worker', { index: String(node.workerIndex) })}
          </span>
        )}
      </span>
    </div>
  );
}

const lines: Readonly<Record<NetworkQuality, string>> = {
  good: 'bg-speaking',
  fair: 'bg-warn-ink',
  poor: 'bg-danger',
};
const inks: Readonly<Record<NetworkQuality, string>> = {
  good: 'text-muted',
  fair: 'font-medium text-warn-ink',
  poor: 'font-medium text-danger-ink',
};
const kinds = { up: 'hopUp', servers: 'hopServers', workers: 'hopWorkers', down: 'hopDown' } as const;
const words = { good: 'hopGood', fair: 'hopFair', poor: 'hopPoor' } as const;

function HopLine({ hop: { kind, quality, lossRatio, roundTripMs, room } }: { readonly hop: PathHop }) {
  const t = useTranslations('why');
  const { percent, milliseconds, bitrate } = useNumbers();
  return (
    <div className="flex items-stretch gap-3">
      <span className="flex w-8 shrink-0 justify-center py-1" aria-hidden="true">
        <span className={cx('w-1 rounded-full', quality === undefined ? 'bg-line' : lines[quality])} />
      </span>
      <p className="flex min-h-10 min-w-0 flex-1 flex-wrap items-center gap-x-2 py-1 text-[0.8125rem]">
        <span className="text-muted">{t(kinds[kind])}</span>
        {quality === undefined ? (
          <span className="text-muted">{t('hopUnknown')}</span>
        ) : (
          <span className={cx('ml-auto tabular-nums', inks[quality])}>
            <span className="sr-only">{t(words[quality])}: </span>
            {t('hopNumbers', { lost: percent(lossRatio), time: milliseconds(roundTripMs) })}
            {room !== undefined && ` · ${t('hopRoom', { bitrate: bitrate(room) })}`}
          </span>
        )}
      </p>
    </div>
  );
}
