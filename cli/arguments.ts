import { InvalidArgumentError } from 'commander';
import { isPlainDate } from '../shared/core/calendar/plain-date.ts';

/** A date as an argument. */
export function dateArgument(text: string): string {
  if (!isPlainDate(text)) throw new InvalidArgumentError('Give a date that exists, as YYYY-MM-DD.');
  return text;
}

/** A port as an argument. */
export function portArgument(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return port;
}

/** An option that may be given several times. */
export function collected(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
