import type { en } from './en.ts';
import type { enAdmin } from './enAdmin.ts';
import type { enCheck } from './enCheck.ts';
import type { enErrors } from './enErrors.ts';
import type { enHome } from './enHome.ts';
import type { enRoom } from './enRoom.ts';
import type { enScreens } from './enScreens.ts';
import type { enSettings } from './enSettings.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en';
    Messages: typeof en &
      typeof enRoom &
      typeof enSettings &
      typeof enAdmin &
      typeof enCheck &
      typeof enErrors &
      typeof enHome &
      typeof enScreens;
  }
}
