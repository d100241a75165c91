import { HOURS_OF_A_PERSON, MOST_HOURS_AFTER_FAULTS } from '../play-run.ts';
import { replayCommand } from './schedule-text.ts';
import type { Session } from './session.ts';
import { quietWithin, together, type Tally } from './tally.ts';
import { counted, duration, inColumns, several } from './wording.ts';

/** What was played, row by row, and all of it. */
export function tableOf(heading: string, rows: ReadonlyMap<string, Tally>): string {
  const heads = [heading, 'call sites', 'crashed', 'schedules', 'violations', 'quiet: half', '99%', 'all'];
  const played = [...rows].filter(([, tally]) => tally.played > 0);
  const all = rows.size > 1 ? [['together', ...cellsOf(together(rows.values()))]] : [];
  return `\n${inColumns([heads, ...played.map(([name, tally]) => [name, ...cellsOf(tally)]), ...all])}`;
}

function cellsOf({ reached, crashed, played, violations, quiet, worst }: Tally): string[] {
  const within = (share: number): string => durationOrNone(quietWithin(share, quiet));
  return [
    counted(reached.size),
    counted(crashed.size),
    counted(played),
    counted(violations.length),
    within(0.5),
    within(0.99),
    durationOrNone(worst?.minutes),
  ];
}

function durationOrNone(minutes: number | undefined): string {
  return minutes === undefined ? '-' : duration(minutes);
}

interface Closing {
  /** What was counted, such as schedules or seeds. */
  readonly what: string;
  /** What was done to them. */
  readonly name: string;
  readonly all: Tally;
  /** The call sites that were never crashed; undefined where that is not asked. */
  readonly never: readonly string[] | undefined;
}

/** What a person has to know of it at the end. */
export function closingLines({ what, name, all, never }: Closing, session: Session): string {
  const { played, seconds, commit, isInterrupted, isStopped, violations } = session;
  const pace = `${counted(played / seconds)} a second, in ${duration(seconds / 60)}`;
  const lines = [
    `\n${counted(all.played)} ${what} (${name}); now ${counted(played)}${commit === undefined ? '' : ` on ${commit}`}: ${pace}.`,
    `${several(violations, 'violation')}${violations > 1 ? ', of which those that shrink to the same are printed once' : ''}.${isStopped ? ` Stopped ${isInterrupted ? 'by hand' : 'after so many'} before the end.` : ''}`,
    ...quietLines(all),
  ];
  if (never !== undefined) {
    lines.push(
      never.length === 0
        ? `Each of ${several(all.reached.size, 'call site')} was crashed.`
        : `NEVER CRASHED, though reached: ${never.join(', ')}.`,
    );
  }
  return lines.join('\n');
}

function quietLines({ quiet, worst }: Tally): string[] {
  if (worst === undefined) return [];
  const [half, most] = [quietWithin(0.5, quiet) ?? 0, quietWithin(0.99, quiet) ?? 0];
  return [
    `From the end of the faults until all was quiet, in virtual time: half within ${duration(half)}, 99% within ${duration(most)},`,
    `all within ${duration(worst.minutes)}; allowed are ${MOST_HOURS_AFTER_FAULTS} h, and ${HOURS_OF_A_PERSON} h more where a person has to answer. The slowest:`,
    `  ${replayCommand(worst.schedule)}`,
  ];
}
