import { pino } from 'pino';
import type { Log } from './Log.ts';

/** The process's log: one JSON object per line on stdout. A field named `error` is written with its causes. */
export function createLogger(level: string): Log {
  const logger = pino({
    level,
    base: { app: 'web' },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.errWithCause },
  });
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}
