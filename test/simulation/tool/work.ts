import type { CallSite } from '../faults.ts';
import type { Schedule } from '../crash-sweep.ts';
import { playSchedule } from '../play-schedule.ts';
import type { Answer, Job } from './job.ts';
import { playJob } from './play-job.ts';
import type { Tally } from './tally.ts';

/** A process of the crew: plays what it is sent, one after the other, and says what it counted. */
const waiting: Job[] = [];
const told = { reached: new Map<string, Set<CallSite>>(), crashed: new Map<string, Set<CallSite>>() };
let at: { readonly job: Job; readonly schedule: Schedule } | undefined;
let spokeAt = performance.now();

const SILENCE = 1000;

// Half of all errors here are meant: where they come from is not looked at, and finding it out takes time.
Error.stackTraceLimit = 0;

function tell(answer: Answer): void {
  spokeAt = performance.now();
  process.send?.(answer);
}

function play(job: Job): Promise<Tally> {
  return playJob(job, (schedule) => {
    at = { job, schedule };
    if (performance.now() - spokeAt > SILENCE) tell({ is: 'at', schedule });
    return playSchedule(schedule);
  });
}

/** Leaves out the call sites that were told before: a run reaches dozens, and hardly ever a new one. */
function news(row: string, tally: Tally): Tally {
  const [reached, crashed] = [toldOf(told.reached, row), toldOf(told.crashed, row)];
  for (const site of tally.reached.keys()) {
    if (reached.has(site)) tally.reached.delete(site);
    else reached.add(site);
  }
  for (const site of tally.crashed) {
    if (crashed.has(site)) tally.crashed.delete(site);
    else crashed.add(site);
  }
  return tally;
}

function toldOf(sets: Map<string, Set<CallSite>>, row: string): Set<CallSite> {
  const set = sets.get(row) ?? new Set();
  sets.set(row, set);
  return set;
}

let isBusy = false;
async function work(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    const tally = await play(job);
    tell({ is: 'played', number: job.number, tally: news(job.row, tally) });
  }
  isBusy = false;
}

function die(error: unknown): void {
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (at !== undefined) tell({ is: 'dead', number: at.job.number, schedule: at.schedule, error: says });
  process.disconnect();
}

process.on('message', (message) => {
  // Only the crew sends, and it sends jobs.
  waiting.push(message as Job);
  void work().catch(die);
});
process.on('uncaughtException', die);
// A terminal sends Ctrl-C to all processes; the crew decides when this one ends.
process.on('SIGINT', () => undefined);
