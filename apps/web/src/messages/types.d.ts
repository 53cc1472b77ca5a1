import type { en } from './en.ts';
import type { enAdmin } from './enAdmin.ts';
import type { enCheck } from './enCheck.ts';
import type { enRoom } from './enRoom.ts';

declare module 'use-intl' {
  interface AppConfig {
    Locale: 'en';
    Messages: typeof en & typeof enRoom & typeof enAdmin & typeof enCheck;
  }
}
