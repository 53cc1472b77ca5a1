'use client';

import { EllipsisVertical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { QualitySection } from '../quality/QualitySection.tsx';
import { HostSection } from '../host/HostSection.tsx';
import { PinSection } from './PinSection.tsx';
import { useStageElement } from './stageContext.ts';
import type { TileSubject } from './TileSubject.ts';

/**
 * What can be done with one tile. Each section is a component of its own file, which draws a `MenuSection`, or nothing where
 * it does not apply.
 */
export function TileMenu({ subject }: { readonly subject: TileSubject }) {
  const t = useTranslations('stage');
  const trigger = (
    <IconButton
      label={t('options', { name: subject.name })}
      variant="glass"
      className="absolute top-1.5 right-1.5 size-8 opacity-0 transition-opacity group-hover/tile:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 @min-[20rem]:top-2.5 @min-[20rem]:right-2.5 @min-[20rem]:size-9 pointer-coarse:opacity-80"
      icon={<EllipsisVertical className="size-4.5" aria-hidden="true" />}
    />
  );
  return (
    <Menu trigger={trigger} container={useStageElement()}>
      <PinSection subject={subject} />
      <QualitySection subject={subject} />
      <HostSection participantId={subject.participantId} />
    </Menu>
  );
}
