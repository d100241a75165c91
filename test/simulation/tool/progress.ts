import { counted, duration, percent, several } from './wording.ts';

/** How far a run has come. */
export interface Progress {
  /** Between 0 and 1, by the work, not by the number: a longer history takes longer. */
  readonly share: number;
  /** What is done of what, such as `12,000 of 136,476 schedules`. */
  readonly done: string;
  /** How many runs were played since this process began. */
  readonly played: number;
  readonly seconds: number;
  readonly violations: number;
  /** Of the share, how much was done before this process began. */
  readonly before: number;
}

/** One line for a person. */
export function progressLine({ share, done, played, seconds, violations, before }: Progress): string {
  const parts = [percent(share).padStart(6), done];
  if (seconds >= 1) parts.push(`${counted(played / seconds)} a second`);
  const pace = (share - before) / seconds;
  if (seconds >= 1 && pace > 0) parts.push(`${duration((1 - share) / pace / 60)} left`);
  return `${parts.join('  ')}  ${several(violations, 'violation')}`;
}

const EVERY_ON_A_TERMINAL = 500;
const EVERY_IN_A_LOG = 20_000;

/** Shows how far it is on stderr: in one line that changes, or, where that is a file, by a line now and then. */
export function showProgress(now: () => Progress): { wipe(): void; end(): void } {
  const isTerminal = process.stderr.isTTY;
  const show = (): void => {
    process.stderr.write(isTerminal ? `\r\u001B[K${progressLine(now())}` : `${progressLine(now())}\n`);
  };
  const wipe = (): void => {
    if (isTerminal) process.stderr.write('\r\u001B[K');
  };
  const timer = setInterval(show, isTerminal ? EVERY_ON_A_TERMINAL : EVERY_IN_A_LOG);
  return {
    wipe,
    end: () => {
      clearInterval(timer);
      wipe();
    },
  };
}
