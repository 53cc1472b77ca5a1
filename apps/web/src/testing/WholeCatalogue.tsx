import type { ReactNode } from 'react';
import { Catalogue } from '../messages/Catalogue.tsx';
import { enAdmin } from '../messages/enAdmin.ts';
import { enCheck } from '../messages/enCheck.ts';
import { enHome } from '../messages/enHome.ts';
import { enRoom } from '../messages/enRoom.ts';
import { enScreens } from '../messages/enScreens.ts';
import { enSettings } from '../messages/enSettings.ts';
import { MoreWords } from '../messages/MoreWords.tsx';

const later = { ...enRoom, ...enSettings, ...enAdmin, ...enCheck, ...enHome, ...enScreens };

/** Every word there is, for a part of the interface that is drawn alone. */
export function WholeCatalogue({ children }: { readonly children: ReactNode }) {
  return (
    <Catalogue>
      <MoreWords messages={later}>{children}</MoreWords>
    </Catalogue>
  );
}
