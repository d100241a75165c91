import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { disputeQuestions } from '../disputes/dispute-questions.ts';
import { liveFacts } from '../facts/live-facts.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { afterwards } from './afterwards.ts';
import { countUntil, takeIn, type Closing } from './closings.ts';
import type { Line, OwedContext } from './context.ts';
import { isCredited, lessCredits } from './credited-payment.ts';
import { duplicateQuestion } from './duplicates.ts';
import { endingOf } from './ending.ts';
import { expensesOn } from './expenses.ts';
import { feeLinesOn, feesOn, questionsOn, type Fees } from './fees.ts';
import { manualReminders } from './manual.ts';
import { keepWhatHolds, keptBy, newMemo, type OwedMemo, type SoFar } from './memo.ts';
import { paymentsOn } from './payment.ts';
import { replaceLines } from './placed-lines.ts';
import type { Owed, Waiting } from './receivable.ts';
import { retainersOn } from './retainer.ts';
import { knownVersions, latest, versionOn } from './versions.ts';

export interface OwedInput {
  /** Every version on record; those adopted after `knownSeq` are not looked at. */
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly asOf: Instant;
  /** Answers *as known then*: facts with a higher number do not count. */
  readonly knownSeq: number;
  /** In a simulation: what nobody says was paid, or was not, is paid on the day it is due. */
  readonly assume?: 'paid-on-time';
  /** What was worked out of the same history, with fewer facts or earlier, before. */
  readonly memo?: OwedMemo;
}

/**
 * Every receivable that should exist by `asOf`, as known by `knownSeq`, with what is owed in other things than money, what
 * waits for a person and what earns nothing. Pure. A receivable whose cause a fact took away is owed at zero.
 * Source: design.md section 2. Example: the 1999 agreement as of 6 June 1999 owes three retainers of USD 2,000.00.
 */
export function owed(input: OwedInput): Owed {
  return owedIn(contextOf(input));
}

/** The same from what is known as of a day. */
export function owedIn(context: OwedContext): Owed {
  const { memo } = context;
  if (memo.due !== undefined) return memo.due;
  const doubts = doubtsIn(context);
  const before = [...retainersOn(context), ...paymentsOn(context)];
  const fees = feesOn(context);
  const expenses = expensesOn(context);
  const uncredited = before.filter(([first]) => first === undefined || !isCredited(first));
  const credited = creditedOn(before, fees, context);
  const after = afterwards([...uncredited, credited, fees.lines, expenses.lines], context);
  const indexed = questionsOn(before, context);
  const { receivables, nonCash, toOthers } = memo.standing;
  memo.due = {
    receivables: receivables.all(),
    nonCash: nonCash.all(),
    toOthers: toOthers.all(),
    waiting: [
      ...doubts.waiting,
      ...fees.waiting,
      ...indexed.waiting,
      ...after.waiting,
      ...disputeQuestions(receivables.all(), { ...context, terms: latest(context.versions).terms }),
      ...manualReminders(context),
    ],
    notOwed: fees.notOwed.concat(expenses.notOwed),
    held: [...doubts.held, ...fees.held, ...indexed.held],
    laterOn: after.laterOn,
  };
  return memo.due;
}

const placedPayments = keptBy((): Line[] => []);

/** The payments from which what other terms brought comes off, fees among them: so they come after the fees. */
function creditedOn(before: readonly Line[][], fees: Fees, context: OwedContext): Line[] {
  const placed = placedPayments(context.memo.soFar);
  const held = new Set(questionsOn(before, context).held);
  const credited = before.filter(([first]) => first !== undefined && isCredited(first)).flat();
  const payments = credited.filter(({ receivable }) => !held.has(receivable.id));
  replaceLines(placed, lessCredits(payments, fees.brought.until, fees.credits), context);
  return placed;
}

/** What may be on record twice waits, and what was booked of it before stays. */
function doubtsIn({ doubted, versions }: OwedContext): { waiting: Waiting[]; held: string[] } {
  return {
    waiting: doubted.map((one) =>
      duplicateQuestion(one, clausesOf(one.closing, versionOn(versions, one.closing.state.closedOn))),
    ),
    held: doubted.flatMap(({ closing }) =>
      feeLinesOn(closing, versionOn(versions, closing.state.closedOn)).map(({ id }) => `${id}/${closing.id}`),
    ),
  };
}

function clausesOf(closing: Closing, version: TermsVersion): string {
  return feeLinesOn(closing, version)
    .map(({ clause }) => clause)
    .join(', ');
}

/** What is known at `knownSeq`, as of a moment: closings and events that have happened, oldest first. */
export function contextOf(input: OwedInput): OwedContext {
  const isAll = (input.facts.at(-1)?.seq ?? 0) <= input.knownSeq;
  const facts = liveFacts(isAll ? input.facts : input.facts.filter((fact) => fact.seq <= input.knownSeq));
  const memo = input.memo ?? newMemo();
  const versions = knownVersions(input.versions, facts);
  const { terms } = latest(versions);
  const asOfOn = dateIn(input.asOf, terms.timeZone);
  const before = memo.context;
  if (
    before !== undefined &&
    memo.soFar.factCount === facts.length &&
    before.facts === facts &&
    before.asOfOn === asOfOn
  )
    return before;
  keepWhatHolds(memo, facts, asOfOn);
  const { soFar } = memo;
  moveTo(asOfOn, takeIn(facts, soFar.closings, terms.currency), soFar);
  const { assume } = input;
  memo.due = undefined;
  memo.context = {
    versions,
    facts,
    asOfOn,
    happenings: soFar.happenings,
    doubted: soFar.closings.doubted,
    ending: endingOf(facts, terms),
    memo,
    ...(assume === undefined ? {} : { assume }),
  };
  return memo.context;
}

/** Brings the happenings to those of a day; they have changed from one place on. */
function moveTo(asOfOn: PlainDate, changedFrom: number, { happenings, closings, rewinds }: SoFar): void {
  const count = countUntil(closings.inOrder, asOfOn);
  const kept = Math.min(count, changedFrom, happenings.length);
  for (const rewind of rewinds) rewind(kept);
  happenings.length = kept;
  happenings.push(...closings.inOrder.slice(kept, count));
}
