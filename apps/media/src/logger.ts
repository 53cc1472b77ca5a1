import { type Logger, pino } from 'pino';
import type { Log, LogFields } from './media/Log.ts';

function wrap(logger: Logger): Log {
  return {
    debug: (message: string, fields: LogFields = {}) => logger.debug(fields, message),
    info: (message: string, fields: LogFields = {}) => logger.info(fields, message),
    warn: (message: string, fields: LogFields = {}) => logger.warn(fields, message),
    error: (message: string, fields: LogFields = {}) => logger.error(fields, message),
    child: (fields: LogFields) => wrap(logger.child(fields)),
  };
}

/** The process's log: one JSON object per line on stdout. A field named `error` is written with its causes. */
export function createLogger(level: string): Log {
  return wrap(
    pino({
      level,
      base: { app: 'media' },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { error: pino.stdSerializers.errWithCause },
    }),
  );
}
