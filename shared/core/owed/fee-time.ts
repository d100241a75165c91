import { formatDate } from '../calendar/format-date.ts';
import { monthsAfter, type PlainDate } from '../calendar/plain-date.ts';
import type { Investor } from '../facts/investor.ts';
import type { SuccessFeeTerm, Tail, Window } from '../terms/terms.ts';
import type { Attribution } from './attribution.ts';
import type { FeeSoFar } from './bounded-fee.ts';
import type { Closing } from './closings.ts';
import { isNamed } from './condition.ts';
import type { OwedContext } from './context.ts';

/** True when the line asks for an introduction: always, or after the end where its tail is for the introduced alone. */
export function asksIntroduction(
  { scope, tail }: SuccessFeeTerm,
  { state }: Closing,
  { ending }: OwedContext,
): boolean {
  if (scope !== 'any-investor') return true;
  if (tail === 'open-ended') return false;
  if (tail.from === 'introduction') return true;
  return tail.introducedOnly && ending !== undefined && state.closedOn > ending.endsOn;
}

/** Why the happening comes too late for the tail; undefined when it is in time. */
export function outOfTail(
  { tail }: SuccessFeeTerm,
  { state }: Closing,
  attribution: Attribution,
  { ending }: OwedContext,
): string | undefined {
  if (tail === 'open-ended') return undefined;
  const on = state.closedOn;
  if (tail.from === 'introduction' && attribution.kind === 'introduced') {
    const lastDay = monthsAfter(attribution.introduction.data.introducedOn, tail.months);
    if (on > lastDay) return `It came after ${formatDate(lastDay)}, ${tail.months} months after the introduction.`;
  }
  if (ending === undefined || on <= ending.endsOn) return undefined;
  if (tail.notAfterCause && ending.forCause)
    return 'The agreement was ended for cause, and nothing is earned after that.';
  if (tail.investors.length > 0 && !isNamed(tail.investors, state.investor)) {
    return `After the end of the agreement only ${tail.investors.join(', ')} earn${tail.investors.length === 1 ? 's' : ''} a fee.`;
  }
  return tail.from === 'end' ? afterEnd(tail, on, ending.endsOn) : undefined;
}

function afterEnd({ months }: Tail, on: PlainDate, endsOn: PlainDate): string | undefined {
  const lastDay = monthsAfter(endsOn, months);
  return on > lastDay ? `The tail ended on ${formatDate(lastDay)}, ${months} months after the agreement.` : undefined;
}

/** Why the happening comes after the one of its investor that earns, or after its window; undefined when it does not. */
export function outOfTurn(
  { window, once }: SuccessFeeTerm,
  closing: Closing,
  { firstOf }: FeeSoFar,
  { happenings }: OwedContext,
): string | undefined {
  const { investor } = closing.state;
  const own = firstOf.get(investorKey(investor));
  if (once === 'per-investor' && own !== undefined)
    return `The fee for this investor was earned on ${formatDate(own)}; it is earned once.`;
  if (window === undefined) return undefined;
  if (window.from === undefined) return own === undefined ? undefined : outOfWindow(window, closing, own);
  const first = happenings.find(({ kind, reversed, state, id }) => {
    const isOfIt = id === closing.state.about || investorKey(state.investor) === investorKey(investor);
    return kind === window.from && !reversed && isOfIt;
  });
  if (first === undefined)
    return `No ${window.from} of this investor has been reported, from which its time would be counted.`;
  return outOfWindow(window, closing, first.state.closedOn);
}

function outOfWindow({ months, afterMonths = 0 }: Window, { state }: Closing, first: PlainDate): string | undefined {
  const begins = monthsAfter(first, afterMonths);
  if (state.closedOn < begins)
    return `It is earned only from ${formatDate(begins)} on, ${afterMonths} months from the first.`;
  if (state.closedOn < monthsAfter(first, months)) return undefined;
  return `The ${months} months from the first on ${formatDate(first)} are over.`;
}

/** Marks the first happening of an investor that earns. */
export function earned({ state }: Closing, { firstOf }: FeeSoFar): void {
  const key = investorKey(state.investor);
  if (!firstOf.has(key)) firstOf.set(key, state.closedOn);
}

/** What tells one investor from another within a fee line. */
export function investorKey({ crmIds, emails, name }: Investor): string {
  return crmIds[0] ?? emails[0] ?? name.toLowerCase();
}
