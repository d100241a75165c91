import { epochOf } from '../../shared/core/calendar/instant.ts';
import { LOOK_AT_FENCE_MINUTES } from '../../shared/app/back-off.ts';
import { noon } from '../builders/facts.ts';
import type { CallSite, Fault, FaultPlan } from './faults.ts';
import { broken, type Broken } from './broken.ts';
import { endInvariants } from './end-invariants.ts';
import { machine, type Machine } from './machine.ts';
import { sinceTheFaults } from './since-the-faults.ts';
import { owedBy } from './oracle.ts';
import { soundOf, unreadOf, type SoundContract } from './sound.ts';
import { strayPages } from './pages.ts';
import { stepInvariants } from './step-invariants.ts';
import { FIRST_TABLE } from './outside.ts';
import { seededRandom } from './seeded-random.ts';
import { tendAfterOutages, type Tending } from './tend-after-outages.ts';
import { DAY, HOUR, MINUTE, virtualTime } from './virtual-time.ts';
import { wallDate } from './wall-calendar.ts';
import { START, truthsOf, type Workflow } from './workflow.ts';

/** How a run ended. */
export interface RunResult {
  readonly broken: Broken;
  readonly calls: number;
  readonly sites: ReadonlyMap<CallSite, number>;
  readonly order: readonly CallSite[];
  readonly starts: ReadonlySet<number>;
  readonly follows: ReadonlySet<number>;
  readonly done: readonly Fault[];
  /** Virtual minutes from the end of the last fault until all was quiet, for however short a while. */
  readonly minutesToQuiet: number;
}

/** How long the system may take, once nothing fails any more, until all that is owed is invoiced and stated. */
const MOST_HOURS_TO_QUIET = 24;
/** And a person, who looks once a day, to answer what waits for it in the midst of a history. */
export const HOURS_OF_A_PERSON = 24;
/** And to work off what the daily run, which comes within those hours, brings back of what was lost. */
const HOURS_AFTER_DAILY_RUN = 2;
/** How late all may be quiet after the faults, where no person is asked. */
export const MOST_HOURS_AFTER_FAULTS = MOST_HOURS_TO_QUIET + HOURS_AFTER_DAILY_RUN;

/**
 * Plays one history with one seed and one plan of faults, in virtual time, and checks the invariants after every step and
 * at the end. The same arguments give the same run. `spoil` plants a bug, which the invariants must find.
 */
export async function playRun(
  workflow: Workflow,
  seed: number,
  plan: FaultPlan,
  spoil: (made: Machine) => void = () => undefined,
): Promise<RunResult> {
  const time = virtualTime(START);
  const made = machine({ time, random: seededRandom(seed), plan });
  spoil(made);
  workflow.play(made);
  const tending = tendAfterOutages(made);
  const check = stepInvariants(made);
  const state: { found: Broken } = { found: undefined };
  const quiet = sinceTheFaults(made, () => isQuiet(made, tending));
  const seen = (): boolean => {
    made.afterStep();
    state.found = check();
    quiet.look();
    return state.found !== undefined;
  };
  const until = epochOf(noon(workflow.until));
  await time.runUntil(until, seen);
  let waited = 0;
  let faults = made.layer.done.length;
  let most = MOST_HOURS_TO_QUIET;
  let wantedAt: number | undefined;
  for (; state.found === undefined && waited <= most; waited += 1) {
    const { overAt, done } = made.layer;
    // The hours are counted from the end of the last fault, and while no sender puts off what it has to say.
    if (overAt >= time.now) await time.runUntil(overAt, seen);
    if (overAt >= time.now || done.length > faults || made.senders.trying > 0) waited = 0;
    faults = done.length;
    // What a daily run is to bring back may be lost after the history is over.
    if (made.dailyRunWantedAt !== wantedAt) waited = 0;
    wantedAt = made.dailyRunWantedAt;
    if (made.isDailyRunDue) most = MOST_HOURS_TO_QUIET + hoursToNextRun(made) + HOURS_AFTER_DAILY_RUN;
    // What is tried again each hour for ever, of a poisoned contract, is not to be looked at in the same minute each time.
    const hour = made.outside.poison.size > 0 ? HOUR + MINUTE : HOUR;
    if (state.found === undefined) await time.runUntil(time.now + hour, seen);
    if (state.found !== undefined) break;
    if (!isQuiet(made, tending)) continue;
    if (!(await tending.isAsked())) break;
    // A mail that went at the end of the history may have come back.
    most = Math.max(most, MOST_HOURS_TO_QUIET + HOURS_OF_A_PERSON);
  }
  const found =
    state.found ??
    (waited > most
      ? stuck(made)
      : (tooLate(made, quiet.minutes()) ??
        endInvariants(made, owedByAll(workflow, today(made)), today(made)) ??
        (made.layer.done.length === 0 ? await strayPages(made) : undefined)));
  const { calls, sites, order, starts, follows, done } = made.layer;
  return { broken: found, calls, sites, order, starts, follows, done, minutesToQuiet: quiet.minutes() };
}

function owedByAll(workflow: Workflow, until: string): Map<string, ReadonlyMap<string, bigint>> {
  return new Map([...truthsOf(workflow)].map(([contractId, truth]) => [contractId, owedBy(truth, until)]));
}

function today({ time }: Machine): string {
  return wallDate(time.now, 'America/New_York');
}

/** Nothing lies in a queue, nobody tries again, and no contract has anything to do within the hour; of poisoned ones nothing is said. */
function isQuiet(made: Machine, tending: Tending): boolean {
  const { queued, trying, isDailyRunDue, isPullDue, outside, time } = made;
  if (queued > 0 || trying > 0 || isDailyRunDue || isPullDue || tending.isToCome || outside.memory.contracts.size === 0)
    return false;
  const { activations, tables } = outside;
  if (activations.current.stopped !== undefined || activations.current.tableId !== tables.id) return false;
  // What a fence held back looks for itself, where whoever lifted it died before calling every contract.
  const soon = tables.id === FIRST_TABLE ? HOUR : HOUR + LOOK_AT_FENCE_MINUTES * MINUTE;
  for (const contract of outside.memory.contracts) {
    const [id, { head }] = contract;
    if (outside.poison.of(id) !== undefined) continue;
    // What was parked for what is mended is let go on by a person, within a day.
    if (!isDone(contract, time.now + soon) || (head.parked !== undefined && outside.poison.was(id))) return false;
    // What was left out when a fence was lifted comes in once it is mended.
    if (activations.current.shut?.includes(id) === true) return false;
  }
  return unreadOf(outside) === undefined;
}

function isDone([, { head, intents }]: SoundContract, until: number): boolean {
  if (head.attentionAt !== undefined && epochOf(head.attentionAt) <= until) return false;
  for (const { state } of intents.values()) if (state === 'pending') return false;
  return true;
}

/** What a daily run found different is looked at again by the next one, a day later. */
function hoursToNextRun({ compared }: Machine): number {
  return [...compared.values()].some(({ state }) => state === 'differs') ? DAY / HOUR : 0;
}

function tooLate({ answering, layer, weather }: Machine, minutes: number): Broken {
  const ofAPerson = answering.answeredAt >= layer.overAt ? HOURS_OF_A_PERSON : 0;
  // What comes late, or once more, begins something anew.
  const most = MOST_HOURS_AFTER_FAULTS + ofAPerson + weather.mostLate / HOUR;
  if (minutes <= most * 60) return undefined;
  return broken('all is quiet in time once nothing fails any more', `${Math.ceil(minutes / 60)} hours, not ${most}`);
}

function stuck({ outside, queued, trying, isDailyRunDue, isPullDue, time }: Machine): NonNullable<Broken> {
  const open = soundOf(outside).flatMap(([contract, { intents }]) =>
    [...intents.values()]
      .filter(({ state }) => state === 'pending')
      .map(({ id, lastFailure }) => `${contract} ${id} (${lastFailure ?? 'no failure'})`),
  );
  const unread = unreadOf(outside);
  const due = [
    ...(trying > 0 ? [`${trying} try again`] : []),
    ...(isDailyRunDue ? ['a daily run is due'] : []),
    ...(isPullDue ? ['a pull is due'] : []),
    ...(unread === undefined ? [] : [`${unread.inboxId} is not read`]),
  ];
  return broken(
    'nothing is stuck over a day',
    `${due.map((one) => `${one}, `).join('')}next attention ${outside.nextAttention() ?? 'never'} at ${time.instant}, ${queued} messages in queues, open: ${open.join(', ')}`,
  );
}
