import type { Log } from '../../shared/ports/log.ts';
import { catchLine } from '../canaries/catch-logs.ts';

export interface RecordingLog extends Log {
  readonly lines: string[];
  readonly counted: string[];
}

/** A log that remembers what was said, so that a test can see what was not. */
export function recordingLog(): RecordingLog {
  const lines: string[] = [];
  const counted: string[] = [];
  const say: Log['info'] = (message, details = {}) => {
    const line = `${message} ${JSON.stringify(details)}`;
    lines.push(line);
    catchLine(line);
  };
  return { lines, counted, info: say, warn: say, error: say, count: (metric) => void counted.push(metric) };
}
