import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './log-levels.ts';

/** Headers that hold credentials, wherever headers may be logged. */
const SECRETS = ['authorization', 'cookie', '["proxy-authorization"]', 'token'];
const PLACES = ['', 'headers.', '*.', '*.headers.'];

/** Makes a logger that writes JSON, one event a line; `destination` is a stream such as `process.stderr`. */
export function createLogger(level: LogLevel, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: PLACES.flatMap((place) => SECRETS.map((name) => pathOf(place, name))), censor: '[redacted]' },
  };
  return pino(options, destination);
}

function pathOf(place: string, name: string): string {
  return name.startsWith('[') ? place.replace(/\.$/, '') + name : place + name;
}
