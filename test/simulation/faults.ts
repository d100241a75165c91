import { ConflictError, DependencyError, type FaultDetails } from '../../shared/core/errors.ts';
import { failed } from '../builders/stripe-refusals.ts';
import { isOfPoison } from './poison.ts';
import { MINUTE, SECOND, type VirtualTime } from './virtual-time.ts';

export const FAULT_KINDS = ['crash-before', 'crash-after', 'lands-late', 'throttled', 'duplicated', 'stalled'] as const;

/**
 * What may happen to one call: the process dies before it or after it, its effect comes when the caller has given up, it is refused
 * for now, it happens twice (and the message that led to it comes again), or the process sleeps through the gap first.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** The number of the call in the run, from 1. */
  readonly call: number;
  readonly kind: FaultKind;
  /** How long everything is down afterwards (crashes), or the call or message late (the others). */
  readonly gap: number;
}

/** One call of a port, by the function that made it: `push-invoice: invoicer.finalize`. */
export type CallSite = string;

/** The process that made the call is dead: nothing that it would still do happens, and no `catch` of it helps. */
export class DeadError extends Error {
  override readonly name = 'DeadError';
}

/** One run of one function, from its message to its end. */
export interface Invocation {
  readonly lambda: string;
  alive: boolean;
  /** Whether it has made its first call of a port. */
  hasCalled?: boolean;
  /** When AWS ends it, whatever it does. */
  readonly deadline: number;
  /** Has what it works on come once more, after this many milliseconds or, if nothing is kept for so long, fewer: the answer says. */
  readonly comesAgain: (milliseconds: number) => number;
}

export interface FaultLayer {
  readonly calls: number;
  /** Every call site that was reached, with how often. */
  readonly sites: ReadonlyMap<CallSite, number>;
  /** The site of each call, in order. */
  readonly order: readonly CallSite[];
  /** The calls that are the first of their function's run. */
  readonly starts: ReadonlySet<number>;
  /** The calls that come right after another of the same function's run: nobody else called anything in between. */
  readonly follows: ReadonlySet<number>;
  /** What was done to the run, in order. */
  readonly done: readonly Fault[];
  /** Until when nothing runs, after a crash. */
  readonly downUntil: number;
  /** An outage that no call of the plan begins: nothing runs until then. */
  goDown(until: number): void;
  /** Tells of each outage as it begins, with its end. */
  onOutage(hear: (until: number) => void): void;
  /** When the last fault is over: its outage, its sleep, or what comes late or again because of it. */
  readonly overAt: number;
  /** Has every call of a site that begins so refused until then: an outage of one part, no fault of the plan. */
  refuse(site: string, until: number): void;
  /** The same of every call of a port, whoever makes it: an outage of that part for everybody. */
  refusePort(port: string, until: number): void;
  /** Tells of each call as it is made, with what was given to it. */
  onCall(hear: (site: CallSite, given: readonly unknown[]) => void): void;
  wrap<T extends object>(invocation: Invocation, port: string, target: T): T;
}

/** The next fault for a call, if it is to have one. */
export type FaultPlan = (call: number, site: CallSite) => Fault | undefined;

/** How long a caller waits for an answer before it gives up. limits.test.ts holds it to the real clients. */
export const PATIENCE = 20 * SECOND;

/**
 * Puts itself between the use cases and their ports. Each call takes a little virtual time, so that two functions at work meet
 * in every order that the seed gives, and may meet a fault of the plan.
 */
export function faultLayer(time: VirtualTime, plan: FaultPlan, latency: () => number): FaultLayer {
  const sites = new Map<CallSite, number>();
  const order: CallSite[] = [];
  const done: Fault[] = [];
  const refusing: { site: string; until: number }[] = [];
  const starts = new Set<number>();
  const follows = new Set<number>();
  let last: Invocation | undefined;
  let hearCall: (site: CallSite, given: readonly unknown[]) => void = () => undefined;
  let hear: (until: number) => void = () => undefined;
  let downUntil = 0;
  let overAt = 0;

  async function call(
    invocation: Invocation,
    port: string,
    { method, given, effect }: { method: string; given: readonly unknown[]; effect: () => Promise<unknown> },
  ) {
    await time.sleep(latency());
    assertAlive(invocation, time.now);
    const site = `${invocation.lambda}: ${port}.${method}`;
    order.push(site);
    if (invocation.hasCalled !== true) starts.add(order.length);
    invocation.hasCalled = true;
    if (last === invocation) follows.add(order.length);
    last = invocation;
    hearCall(site, given);
    sites.set(site, (sites.get(site) ?? 0) + 1);
    if (refusing.some((outage) => isAbout(site, outage.site) && time.now < outage.until)) throw refusedForNow(port);
    const fault = plan(order.length, site);
    if (fault === undefined) return effect();
    done.push(fault);
    return meet(invocation, port, fault, effect);
  }

  async function meet(invocation: Invocation, port: string, fault: Fault, effect: () => Promise<unknown>) {
    const over = (milliseconds: number): void => void (overAt = Math.max(overAt, time.now + milliseconds));
    switch (fault.kind) {
      case 'crash-before':
        return die(invocation, fault.gap);
      case 'crash-after':
        await effect();
        return die(invocation, fault.gap);
      case 'lands-late':
        over(lateness(fault.gap));
        time.at(time.now + lateness(fault.gap), () => void effect().catch(refusedLate));
        await time.sleep(PATIENCE);
        assertAlive(invocation, time.now);
        throw lostAnswer(port);
      case 'throttled':
        over(0);
        throw refusedForNow(port);
      case 'duplicated':
        over(invocation.comesAgain(fault.gap));
        if (TWICE.has(port)) await effect();
        return effect();
      case 'stalled':
        over(Math.min(fault.gap, invocation.deadline - time.now));
        await time.sleep(fault.gap);
        assertAlive(invocation, time.now);
        return effect();
      default:
        return fault.kind satisfies never;
    }
  }

  function die(invocation: Invocation, gap: number): never {
    invocation.alive = false;
    goDown(time.now + gap);
    throw new DeadError();
  }

  function goDown(until: number): void {
    if (until <= downUntil) return;
    downUntil = until;
    overAt = Math.max(overAt, until);
    hear(until);
  }

  return {
    get calls() {
      return order.length;
    },
    sites,
    order,
    starts,
    follows,
    done,
    goDown,
    onCall: (listener) => {
      hearCall = listener;
    },
    onOutage: (listener) => {
      hear = listener;
    },
    get downUntil() {
      return downUntil;
    },
    get overAt() {
      return overAt;
    },
    refuse: (site, until) => void refusing.push({ site, until }),
    refusePort: (port, until) => {
      overAt = Math.max(overAt, until);
      refusing.push({ site: `: ${port}.`, until });
    },
    wrap: (invocation, port, target) =>
      new Proxy(target, {
        get(_, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function' || typeof name !== 'string') return member;
          return (...given: readonly unknown[]) =>
            call(invocation, port, {
              method: name,
              given,
              effect: async () => Reflect.apply(member, target, given),
            });
        },
      }),
  };
}

/** What lands late does so within the gap, or in the midst of the next try, and is under way for minutes at most. */
function lateness(gap: number): number {
  return Math.min(PATIENCE + (gap * 3) / 2, 10 * MINUTE);
}

function isAbout(site: CallSite, outage: string): boolean {
  return outage.startsWith(':') ? site.includes(outage) : site.startsWith(outage);
}

/** A call that the network sends twice reaches these twice. The table knows a write by its token, and SES is called without retries. */
export const TWICE: ReadonlySet<string> = new Set(['invoicer', 'bell']);

function assertAlive(invocation: Invocation, now: number): void {
  if (invocation.alive && now <= invocation.deadline) return;
  invocation.alive = false;
  throw new DeadError();
}

/** What comes late may meet a world that has gone on: a condition that no longer holds refuses it, as it should. */
function refusedLate(error: unknown): void {
  if (error instanceof ConflictError || error instanceof DependencyError || isOfPoison(error)) return;
  throw error;
}

export function lostAnswer(port: string): DependencyError {
  const details = { reason: 'TimeoutError', ...SAYS_MORE[port]?.lost };
  return new DependencyError(port, `No answer came from ${port}.`, { retryable: true, details });
}

export function refusedForNow(port: string): DependencyError {
  const details = { reason: 'ThrottlingException', ...SAYS_MORE[port]?.refused };
  return new DependencyError(port, `${port} asks to come later.`, { retryable: true, details });
}

/** What the adapter of a port says of a failure beside its reason. */
const SAYS_MORE: Readonly<Record<string, { readonly lost: FaultDetails; readonly refused: FaultDetails }>> = {
  invoicer: {
    lost: failed(0).details,
    refused: failed(429).details,
  },
  mailer: { lost: { outcome: 'unknown' }, refused: { outcome: 'refused' } },
};
