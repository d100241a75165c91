import { fork, type ChildProcess } from 'node:child_process';
import type { Schedule } from '../crash-sweep.ts';
import type { Answer, Job } from './job.ts';
import { emptyTally, type Tally } from './tally.ts';

/** The invariant that is broken when the simulator itself dies or stands still. */
export const RUN_ENDS = 'a run comes to its end';

const MOST_SILENCE = 120_000;
/** Enough that a process never waits for work, few enough that little is played for nothing when a person stops it. */
const AHEAD = 4;

export interface Crew {
  /** Plays all jobs, each once. `stop` ends it at once: what was under way then counts as not played. */
  play(jobs: Iterable<Job>, heard: (job: Job, tally: Tally) => void): Promise<void>;
  stop(): void;
  readonly isStopped: boolean;
  end(): void;
}

interface Member {
  child: ChildProcess;
  readonly inHand: Job[];
  at: Schedule | undefined;
  heardAt: number;
}

/** Processes that play, each of which takes the next job when it has played one. One that dies or stands still is replaced. */
export function crewOf(cores: number, silence: number = MOST_SILENCE): Crew {
  let isStopped = false;
  let isOver = false;
  let source: Iterator<Job> | undefined;
  let heard: (job: Job, tally: Tally) => void = () => undefined;
  let ended: () => void = () => undefined;
  const members: Member[] = [];

  const start = (member: Omit<Member, 'child'>): Member => {
    const child = fork(new URL('work.ts', import.meta.url), { serialization: 'advanced' });
    const made = Object.assign(member, { child });
    child.on('message', (message) => hear(made, message as Answer));
    child.once('exit', (code, signal) => {
      if (isOver || isStopped || made.child !== child) return;
      lost(made, made.inHand[0], `its process ended with ${code ?? signal ?? 'nothing'}`, made.at);
    });
    return made;
  };

  function hear(member: Member, answer: Answer): void {
    if (isStopped) return;
    member.heardAt = performance.now();
    switch (answer.is) {
      case 'at':
        member.at = answer.schedule;
        return;
      case 'dead':
        lost(member, jobOf(member, answer.number), answer.error, answer.schedule);
        return;
      case 'played': {
        const job = jobOf(member, answer.number);
        member.inHand.splice(member.inHand.indexOf(job), 1);
        member.at = undefined;
        heard(job, answer.tally);
        feed(member);
        return;
      }
      default:
        answer satisfies never;
    }
  }

  function jobOf({ inHand }: Member, number: number): Job {
    const job = inHand.find((one) => one.number === number);
    if (job === undefined) throw new RangeError(`nobody was given job ${number}`);
    return job;
  }

  /** What the lost process had in hand goes to a new one, without the job that it was at. */
  function lost(member: Member, job: Job | undefined, error: string, schedule: Schedule | undefined): void {
    member.child.removeAllListeners();
    member.child.kill('SIGKILL');
    const rest = member.inHand.splice(0).filter((one) => one !== job);
    start(member);
    Object.assign(member, { at: undefined, heardAt: performance.now() });
    for (const one of rest) give(member, one);
    if (job !== undefined) {
      const tally = emptyTally();
      tally.played = 1;
      tally.violations.push({ schedule: schedule ?? job.schedule, invariant: RUN_ENDS, found: error });
      heard(job, tally);
    }
    feed(member);
  }

  function give(member: Member, job: Job): void {
    if (member.inHand.length === 0) member.heardAt = performance.now();
    member.inHand.push(job);
    member.child.send(job);
  }

  function feed(member: Member): void {
    while (source !== undefined && member.inHand.length < AHEAD) {
      const next = source.next();
      if (next.done === true) {
        source = undefined;
        break;
      }
      give(member, next.value);
    }
    if (source === undefined && members.every(({ inHand }) => inHand.length === 0)) ended();
  }

  const watch = setInterval(() => {
    for (const member of members) {
      if (member.inHand.length > 0 && performance.now() - member.heardAt > silence)
        lost(member, member.inHand[0], `nothing was heard of it for ${silence / 1000} s`, member.at);
    }
  }, silence / 10);
  watch.unref();

  for (let count = 0; count < cores; count += 1) {
    members.push(start({ inHand: [], at: undefined, heardAt: performance.now() }));
  }
  return {
    play: (jobs, hearEach) =>
      new Promise((done) => {
        if (isStopped) return done();
        [source, heard, ended] = [jobs[Symbol.iterator](), hearEach, done];
        for (const member of members) feed(member);
      }),
    stop: () => {
      isStopped = true;
      ended();
    },
    get isStopped() {
      return isStopped;
    },
    end: () => {
      isOver = true;
      clearInterval(watch);
      for (const { child } of members) child.kill('SIGKILL');
    },
  };
}
