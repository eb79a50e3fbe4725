import { pino, stdSerializers, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './log-levels.ts';
import { redacted } from './redact.ts';

/** Makes a logger that writes JSON, one event a line; `destination` is a stream such as `process.stderr`. */
export function createLogger(level: LogLevel, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redacted },
    // Only here does it become known what an error has besides its message.
    serializers: { err: (error: Error) => redacted(stdSerializers.err(error)) },
  };
  return pino(options, destination);
}
