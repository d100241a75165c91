import { availableParallelism } from 'node:os';
import { GAPS } from '../distinct-faults.ts';
import { FAULT_KINDS } from '../faults.ts';
import { HOURS_OF_A_PERSON, MOST_HOURS_AFTER_FAULTS } from '../play-run.ts';
import { PLAYED_ONCE, WORKFLOWS } from '../workflows.ts';
import { commitsInWords } from './commits.ts';
import { tableInDocs, writeBlock } from './figures-in-docs.ts';
import { SAYS, type Stage } from './pairs.ts';
import type { Session } from './session.ts';
import { quietWithin, together, type Tally } from './tally.ts';
import { counted, duration, percent, several } from './wording.ts';

/** Writes what single faults showed. */
export async function writeSingles(rows: ReadonlyMap<string, Tally>, once: Tally, session: Session): Promise<void> {
  const all = together(rows.values());
  const cells = [...rows].map(([name, tally]) => [
    name,
    WORKFLOWS.find((one) => one.name === name)?.shows ?? '',
    ...cellsOf(tally),
  ]);
  const said = [
    `${FAULT_KINDS.length} kinds of fault, ${GAPS.length} gaps: **${counted(all.played)} schedules, ${several(all.violations.length, 'violation')}**.`,
    `Each of ${several(all.reached.size, 'call site')} was crashed.`,
    onceText(once),
    quietText(all),
    playedText(session),
  ].join(' ');
  const heads = ['Workflow', 'Shows', 'Call sites', 'Schedules', 'Violations', 'Quiet: half', '99%', 'All'];
  await writeBlock('singles', `${said}\n\n${tableInDocs(heads, [...cells, ['together', '', ...cellsOf(all)]], 2)}`);
}

function cellsOf({ reached, played, violations, quiet, worst }: Tally): string[] {
  const minutes = [quietWithin(0.5, quiet), quietWithin(0.99, quiet), worst?.minutes];
  return [
    ...[reached.size, played, violations.length].map(counted),
    ...minutes.map((one) => (one === undefined ? '–' : duration(one))),
  ];
}

function onceText({ violations }: Tally): string {
  const names = PLAYED_ONCE.map(({ name }) => name).join(', ');
  return `Without a fault besides: ${names}, **${several(violations.length, 'violation')}**.`;
}

/** Writes what random seeds showed, and on which commits. */
export async function writeRandom(
  {
    seed,
    tally,
    commits,
  }: { readonly seed: number; readonly tally: Tally; readonly commits: ReadonlyMap<string, number> },
  session: Session,
): Promise<void> {
  const said = [
    `**${counted(tally.played)} seeds** from ${seed} on, **${several(tally.violations.length, 'violation')}**, ${several(tally.reached.size, 'call site')}.`,
    quietText(tally),
    playedText(session, commits),
  ].join(' ');
  await writeBlock('random', said);
}

/** How far the pairs have come, stage by stage. */
export interface PairsRow {
  readonly stage: Stage;
  /** How much of the work is done, between 0 and 1. */
  readonly share: number;
  readonly tally: Tally;
}

/** Writes what pairs of faults showed so far. */
export async function writeFull(
  rows: readonly PairsRow[],
  commits: ReadonlyMap<string, number>,
  session: Session,
): Promise<void> {
  const all = together(rows.map(({ tally }) => tally));
  const cells = rows.map(({ stage, share, tally }) => [
    SAYS[stage],
    percent(share),
    ...[tally.played, tally.violations.length].map(counted),
  ]);
  const said = [
    `**${several(all.played, 'run')}, ${several(all.violations.length, 'violation')}**: each pair, and its first fault alone.`,
    quietText(all),
    playedText(session, commits),
  ].join(' ');
  const heads = ['Pairs of', 'Done', 'Runs', 'Violations'];
  await writeBlock('full', `${said}\n\n${tableInDocs(heads, cells)}`);
}

function quietText({ quiet, worst }: Tally): string {
  if (worst === undefined) return '';
  const [half, most] = [quietWithin(0.5, quiet) ?? 0, quietWithin(0.99, quiet) ?? 0];
  return (
    `After the end of the faults half were quiet within ${duration(half)} of virtual time, 99% within ${duration(most)}, ` +
    `all within ${duration(worst.minutes)} (allowed are ${MOST_HOURS_AFTER_FAULTS} h, and ${HOURS_OF_A_PERSON} h more where a person has to answer).`
  );
}

/** When and on what it was played. `commits` are those of all that is shown, where a part of it may have been played before. */
export function playedText(
  { played, seconds, commit }: Pick<Session, 'played' | 'seconds' | 'commit'>,
  commits: ReadonlyMap<string, number> = new Map(commit === undefined ? [] : [[commit, played]]),
): string {
  const on = new Date().toISOString().slice(0, 10);
  const [only] = commits.keys();
  const of = commits.size > 1 ? ` (${commitsInWords(commits)})` : only === undefined ? '' : `, commit ${only}`;
  return `Played on ${on}${of}, ${several(availableParallelism(), 'core')}, ${counted(played / seconds)} runs a second.`;
}
