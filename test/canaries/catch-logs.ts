import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the run keeps what was logged; unset outside of a run of the tests. */
export const LOGS_FOLDER = 'TALLYSTICK_LOG_COPIES';

const MOST_HELD = 1000;
const held: string[] = [];

/** Keeps a line of a log until the end of the run, when all of them are searched for canaries. */
export function catchLine(line: string): void {
  if (process.env[LOGS_FOLDER] === undefined) return;
  held.push(line.endsWith('\n') ? line : `${line}\n`);
  if (held.length >= MOST_HELD) flushLines();
}

export function flushLines(): void {
  const folder = process.env[LOGS_FOLDER];
  if (folder === undefined || held.length === 0) return;
  appendFileSync(join(folder, `tests-${process.pid}.log`), held.splice(0).join(''));
}

/** Keeps also what the logger of a function writes when a test runs the handler in its own process: one line of JSON. */
export function catchPrinted(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    const caught = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
      const text = chunk instanceof Uint8Array ? Buffer.from(chunk).toString('utf8') : String(chunk);
      if (text.startsWith('{"')) catchLine(text);
      return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
    };
    Reflect.set(stream, 'write', caught);
  }
}
