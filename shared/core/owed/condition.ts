import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { nameOf } from '../facts/investor.ts';
import { byText } from '../order.ts';
import type { Condition, HappeningCondition, Scope, Term } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { OwedContext } from './context.ts';
import { keptBy, type SoFar } from './memo.ts';
import { newWalk, type Walk } from './walk.ts';

/** The day on which a condition was met, and the facts of the happening with which it was. */
export interface Met {
  readonly on: PlainDate;
  readonly factIds: readonly string[];
}

/**
 * When a condition was first met by the day of the context; undefined while it is not. Happenings that were reversed do
 * not count, nor do amounts in another currency. Example: raised 10,000,000.00, with closings of 6,000,000.00 in January and
 * 4,500,000.00 in May, is met in May.
 */
export function metOn(condition: Condition, context: OwedContext, currency: string): Met | undefined {
  if ('events' in condition) return happened(condition, context, currency);
  const parts = 'all' in condition ? condition.all : condition.any;
  const met = inTime(parts.map((part) => happened(part, context, currency)));
  if ('any' in condition) return met[0];
  const last = met.length < parts.length ? undefined : met.at(-1);
  return last && { on: last.on, factIds: [...new Set(met.flatMap(({ factIds }) => factIds))] };
}

/** The days on which time alone may meet a condition: the day after one by which something may be missed. */
export function deadlinesOf(condition: Condition): PlainDate[] {
  const parts = 'events' in condition ? [condition] : 'all' in condition ? condition.all : condition.any;
  return parts.flatMap(({ missedBy }) => (missedBy === undefined ? [] : [daysAfter(missedBy, 1)]));
}

/** When it happened; or, where the term is about what did not happen by a day, that day once it is over. */
function happened(condition: HappeningCondition, context: OwedContext, currency: string): Met | undefined {
  const { missedBy } = condition;
  const met = firstMet(condition, context, currency);
  if (missedBy === undefined) return met;
  const isMissed = context.asOfOn > missedBy && (met === undefined || met.on > missedBy);
  return isMissed ? { on: missedBy, factIds: [] } : undefined;
}

function firstMet(condition: HappeningCondition, context: OwedContext, currency: string): Met | undefined {
  const { steps, goOn } = countOf(condition, currency, context.memo.soFar);
  goOn((happening) => {
    const before = steps.at(-1) ?? { sumMinor: 0n, count: 0, met: undefined };
    if (before.met !== undefined || !counts(happening, condition, currency)) return before;
    const { closedOn, amountMinor } = happening.state;
    const [sumMinor, count] = [before.sumMinor + amountMinor, before.count + 1];
    const isMet = count >= condition.times && sumMinor >= (condition.raisedMinor ?? 0n);
    const factIds = happening.facts.map((fact) => fact.id);
    return { sumMinor, count, met: isMet ? { on: closedOn, factIds } : undefined };
  });
  const ended = condition.events.includes('end') ? endMet(condition, context) : undefined;
  return inTime([ended, steps.at(-1)?.met])[0];
}

/** What was met, the first first. */
function inTime(met: readonly (Met | undefined)[]): Met[] {
  return met.filter((one) => one !== undefined).toSorted((a, b) => byText(a.on, b.on));
}

/** What has counted towards a condition by a happening. */
interface Counted {
  readonly sumMinor: bigint;
  readonly count: number;
  readonly met: Met | undefined;
}

const counted = keptBy(() => new Map<HappeningCondition, Map<string, Walk<Counted>>>());

function countOf(condition: HappeningCondition, currency: string, soFar: SoFar): Walk<Counted> {
  const byCurrency = counted(soFar).get(condition) ?? new Map<string, Walk<Counted>>();
  const walk = byCurrency.get(currency) ?? newWalk(soFar, () => undefined);
  counted(soFar).set(condition, byCurrency.set(currency, walk));
  return walk;
}

/** Every condition on which a term rests. */
export function conditionsOf(term: Term): Condition[] {
  return possibleConditions(term).filter((condition) => condition !== undefined);
}

function possibleConditions(term: Term): (Condition | undefined)[] {
  switch (term.kind) {
    case 'retainer':
      return [term.startsWhen, term.endsWhen, term.payableWhen, ...term.steps.map(({ when }) => when)];
    case 'payment':
    case 'success-fee':
      return [term.when];
    case 'expenses':
    case 'surcharge':
    case 'tax':
    case 'late-interest':
    case 'refund':
    case 'manual':
      return [];
    default:
      return term satisfies never;
  }
}

/** Which conditions of a term have been met, as a text: while it is the same, so is what rests on them. */
export function metText(term: Term, context: OwedContext, currency: string): string {
  return JSON.stringify(conditionsOf(term).map((condition) => metOn(condition, context, currency) ?? null));
}

function endMet({ endedBy, endedForCause, where }: HappeningCondition, context: OwedContext): Met | undefined {
  const { ending, asOfOn } = context;
  if (ending === undefined || ending.endsOn > asOfOn || outOfDays(where, ending.endsOn) !== undefined) return undefined;
  if (endedBy !== undefined && ending.party !== endedBy) return undefined;
  if (endedForCause !== undefined && ending.forCause !== endedForCause) return undefined;
  return { on: ending.endsOn, factIds: ending.factIds };
}

function counts(happening: Closing, condition: HappeningCondition, currency: string): boolean {
  const { state, kind, reversed } = happening;
  if (reversed || !condition.events.includes(kind)) return false;
  if (outsideScope(condition.where, happening) !== undefined) return false;
  const asksAmount = condition.raisedMinor !== undefined || condition.reachesMinor !== undefined;
  if (asksAmount && state.currency !== currency) return false;
  return condition.reachesMinor === undefined || state.amountMinor >= condition.reachesMinor;
}

function outOfDays({ from, to }: Scope, on: PlainDate): string | undefined {
  if (from !== undefined && on < from) return `is for what happens from ${formatDate(from)} on`;
  if (to !== undefined && on > to) return `is for what happens up to ${formatDate(to)}`;
  return undefined;
}

/** Why a term is not about a happening, as the end of a sentence; undefined when it is. */
export function outsideScope(where: Scope, { state }: Closing): string | undefined {
  const classes = state.classes ?? [];
  const excluded = classes.find((one) => where.notClasses.includes(one));
  if (excluded !== undefined) return `leaves out investors of the class ${excluded}`;
  if (where.classes.length > 0 && !classes.some((one) => where.classes.includes(one))) {
    return `is for investors of the class ${where.classes.join(' or ')} only`;
  }
  if (where.instruments.length > 0 && !where.instruments.includes(state.instrument ?? '')) {
    return `is for ${where.instruments.join(' or ')} only; this closing is in ${state.instrument ?? 'nothing that was named'}`;
  }
  if (isNamed(where.notInvestors, state.investor)) return `leaves out ${nameOf(state.investor)}`;
  if (where.investors.length > 0 && !isNamed(where.investors, state.investor)) {
    return `is for ${where.investors.join(', ')} only`;
  }
  return outOfDays(where, state.closedOn);
}

/** True when a list names an investor, or its firm, without regard to case and white space. */
export function isNamed(
  names: readonly string[],
  investor: { readonly name: string; readonly firm?: string },
): boolean {
  const own = [investor.name, ...(investor.firm === undefined ? [] : [investor.firm])].map(plain);
  return names.some((name) => own.includes(plain(name)));
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
