import { FAULT_KINDS, type CallSite, type Fault } from '../faults.ts';
import { GAPS, waysAt } from '../distinct-faults.ts';
import { crowd } from '../crowd.ts';
import type { Machine } from '../machine.ts';
import { strayPdfs } from '../pdf.ts';
import { playRun, type RunResult } from '../play-run.ts';
import { playSchedule, RANDOM } from '../play-schedule.ts';
import { PLAYED_ONCE, WORKFLOWS } from '../workflows.ts';

/** What broke first, by which schedule, and how many had been played by then. */
export interface Found {
  readonly invariant: string;
  readonly found: string;
  /** In words: the history, and what was done to which call of it. */
  readonly by: string;
  readonly schedules: number;
  readonly milliseconds: number;
}

const SEED = 1;
/** After so many single faults comes a random seed. */
const SINGLES_A_SEED = 6;

/** Plays schedules, the quickest first, until one breaks an invariant or the time is over. `tell` hears of each before it is played. */
export async function hunt(milliseconds: number, tell: (by: string) => void): Promise<Found | undefined> {
  const begun = performance.now();
  let schedules = 0;
  for (const { by, play } of schedulesToTry()) {
    tell(by);
    schedules += 1;
    const { broken } = await play();
    const spent = performance.now() - begun;
    if (broken !== undefined) return { ...broken, by, schedules, milliseconds: spent };
    if (spent > milliseconds) return undefined;
  }
  return undefined;
}

interface ToTry {
  readonly by: string;
  readonly play: () => Promise<RunResult>;
}

/** Every history without a fault; then every call site once with every kind of fault and gap, and random seeds in between. */
function* schedulesToTry(): Generator<ToTry> {
  const clean: { readonly name: string; readonly order: readonly CallSite[] }[] = [];
  for (const workflow of [...WORKFLOWS, ...PLAYED_ONCE]) {
    const play = async (): Promise<RunResult> => {
      const result = await playRun(workflow, SEED, () => undefined);
      if (WORKFLOWS.includes(workflow)) clean.push({ name: workflow.name, order: result.order });
      return result;
    };
    yield { by: `${workflow.name}, no fault`, play };
  }
  for (const name of WITH_PDFS) yield { by: `${name}, no fault, its PDFs`, play: () => playWithPdfs(name) };
  yield { by: `${CROWD} contracts, one of which Stripe fails at, no fault`, play: playCrowd };
  let seed = 0;
  for (const [number, schedule] of singlesOf(placesIn(clean)).entries()) {
    if (number % SINGLES_A_SEED === 0) {
      seed += 1;
      const random = { workflow: RANDOM, seed };
      yield { by: `random seed ${seed}`, play: () => playSchedule(random) };
    }
    const { workflow, site, fault } = schedule;
    const by = `${workflow}, ${site}: ${fault.kind}, ${fault.gap / 1000} s`;
    yield { by, play: () => playSchedule({ workflow, seed: SEED, faults: [fault] }) };
  }
}

/** Setting PDFs takes longer than all the rest: two contracts, and a name of every kind of letter. */
export const WITH_PDFS = ['neighbours', 'hostile-name'] as const;

export async function playWithPdfs(name: (typeof WITH_PDFS)[number]): Promise<RunResult> {
  const workflow = [...WORKFLOWS, ...PLAYED_ONCE].find((one) => one.name === name);
  if (workflow === undefined) throw new RangeError(`There is no workflow ${name}.`);
  let made: Machine | undefined;
  const result = await playRun(
    workflow,
    SEED,
    () => undefined,
    (machine) => void (made = machine),
  );
  if (made === undefined || result.broken !== undefined) return result;
  return { ...result, broken: await strayPdfs(made) };
}

const CROWD = 30;

/** What one contract holds up of the others, in minutes. */
async function playCrowd(): Promise<RunResult> {
  const { workflow, heldUp } = crowd(CROWD, 'refused');
  const result = await playRun(workflow, SEED, () => undefined);
  if (result.broken !== undefined || heldUp.length === 0) return result;
  const found = `${heldUp.length} of the others, ${heldUp[0] ?? ''} among them`;
  return { ...result, broken: { invariant: 'a contract holds up no other', found } };
}

/** Where each site is called, the shortest history first. */
function placesIn(
  clean: readonly { readonly name: string; readonly order: readonly CallSite[] }[],
): ReadonlyMap<CallSite, readonly Place[]> {
  const places = new Map<CallSite, Place[]>();
  for (const { name, order } of clean.toSorted((a, b) => a.order.length - b.order.length)) {
    for (const [index, site] of order.entries()) {
      const known = places.get(site) ?? [];
      places.set(site, [...known, { workflow: name, call: index + 1 }]);
    }
  }
  return places;
}

interface Place {
  readonly workflow: string;
  readonly call: number;
}

interface Single extends Place {
  readonly site: CallSite;
  readonly fault: Fault;
}

/**
 * The first time that each site is called, of Stripe also the last, and the last where it is called most: each kind of fault, the harshest first, with its harshest gap; then all
 * with the next one.
 */
function singlesOf(places: ReadonlyMap<CallSite, readonly Place[]>): Single[] {
  const all = [...places].flatMap(([site, known]) =>
    [...new Set([known.at(0), ...(site.includes(' invoicer.') ? [known.at(-1), lastOfMost(known)] : [])])].flatMap(
      (place) => (place === undefined ? [] : inTurn(site, place)),
    ),
  );
  const rank = ({ turn, fault }: Turn): number => turn * FAULT_KINDS.length + HARSHEST.indexOf(fault.kind);
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** The last call in the history that makes it most often. */
function lastOfMost(known: readonly Place[]): Place | undefined {
  const byHistory = [...Map.groupBy(known, ({ workflow }) => workflow).values()];
  return byHistory.toSorted((a, b) => b.length - a.length)[0]?.at(-1);
}

interface Turn extends Single {
  readonly turn: number;
}

function inTurn(site: CallSite, { workflow, call }: Place): Turn[] {
  const order = Array.from({ length: call }, () => site);
  const ways = waysAt(call, { order, starts: new Set([call]), follows: new Set() });
  return [...Map.groupBy(ways, ({ kind }) => kind).values()].flatMap((alike) =>
    alike
      .toSorted((a, b) => GAPS_TRIED.indexOf(a.gap) - GAPS_TRIED.indexOf(b.gap))
      .map((fault, turn) => ({ workflow, call, site, fault, turn })),
  );
}

const HARSHEST: readonly string[] = ['crash-after', 'lands-late', 'throttled', 'duplicated', 'crash-before', 'stalled'];
const GAPS_TRIED: readonly number[] = [GAPS[2], GAPS[3], GAPS[1], GAPS[0]];
