import type { en } from './en.ts';
import type { enAdmin } from './enAdmin.ts';
import type { enCheck } from './enCheck.ts';
import type { enRoom } from './enRoom.ts';
import type { enSettings } from './enSettings.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en';
    Messages: typeof en & typeof enRoom & typeof enSettings & typeof enAdmin & typeof enCheck;
  }
}
