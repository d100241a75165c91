import type { PlainDate } from '../calendar/plain-date.ts';
import { nameOf } from '../facts/investor.ts';
import type { Condition, Scope } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { OwedContext } from './context.ts';

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
  if (condition.events.includes('end')) {
    const met = endMet(condition, context);
    if (met !== undefined) return met;
  }
  let sumMinor = 0n;
  let count = 0;
  for (const happening of context.happenings) {
    if (!counts(happening, condition, currency)) continue;
    sumMinor += happening.state.amountMinor;
    count += 1;
    if (count >= condition.times && sumMinor >= (condition.raisedMinor ?? 0n)) {
      return { on: happening.state.closedOn, factIds: happening.facts.map((fact) => fact.id) };
    }
  }
  return undefined;
}

function endMet({ endedBy }: Condition, { ending, asOfOn }: OwedContext): Met | undefined {
  if (ending === undefined || ending.endsOn > asOfOn) return undefined;
  if (endedBy !== undefined && ending.party !== endedBy) return undefined;
  return { on: ending.endsOn, factIds: ending.factIds };
}

function counts(happening: Closing, condition: Condition, currency: string): boolean {
  const { state, kind, reversed } = happening;
  if (reversed || !condition.events.includes(kind)) return false;
  if (outsideScope(condition.where, happening) !== undefined) return false;
  const asksAmount = condition.raisedMinor !== undefined || condition.reachesMinor !== undefined;
  if (asksAmount && state.currency !== currency) return false;
  return condition.reachesMinor === undefined || state.amountMinor >= condition.reachesMinor;
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
  return undefined;
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
