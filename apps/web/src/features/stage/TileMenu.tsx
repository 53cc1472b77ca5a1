'use client';

import { EllipsisVertical } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { QualitySection } from '../quality/QualitySection.tsx';
import { HostSection } from '../host/HostSection.tsx';
import { PictureSection } from './PictureSection.tsx';
import { WhySection } from '../why/WhySection.tsx';
import { PinSection } from './PinSection.tsx';
import { useStageElement } from './stageContext.ts';
import type { TileSubject } from './TileSubject.ts';

type Props = {
  readonly subject: TileSubject;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
};

/**
 * What can be done with one tile. Each section is a component of its own file, which draws a `MenuSection`, or nothing where
 * it does not apply.
 */
export function TileMenu({ subject, open, onOpenChange }: Props) {
  const t = useTranslations('stage');
  const trigger = (
    <IconButton
      label={t('options', { name: subject.name })}
      variant="glass"
      className="size-8! opacity-0 group-hover/tile:opacity-100 group-focus/tile:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 @min-[20rem]:size-9!"
      icon={<EllipsisVertical className="size-4.5" aria-hidden="true" />}
    />
  );
  return (
    <div className="absolute top-1.5 right-1.5 @min-[20rem]:top-2.5 @min-[20rem]:right-2.5">
      <Menu trigger={trigger} container={useStageElement()} open={open} onOpenChange={onOpenChange}>
        <PinSection subject={subject} />
        <PictureSection subject={subject} />
        <QualitySection subject={subject} />
        <HostSection participantId={subject.participantId} />
        <WhySection subject={subject} />
      </Menu>
    </div>
  );
}
