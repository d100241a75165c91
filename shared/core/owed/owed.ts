import { dateIn, type Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { disputeQuestions } from '../disputes/dispute-questions.ts';
import { nameOf } from '../facts/investor.ts';
import { liveFacts } from '../facts/live-facts.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import { afterwards } from './afterwards.ts';
import { closingsOf, knownOn, type Closing } from './closings.ts';
import type { Line, OwedContext } from './context.ts';
import { converted } from './conversion.ts';
import { isCredited, lessCredits } from './credited-payment.ts';
import { doubtedOf, duplicateQuestion } from './duplicates.ts';
import { endingOf } from './ending.ts';
import { expensesLines } from './expenses.ts';
import { newFeeHistory, soFarOf, type FeeHistory } from './fee-history.ts';
import { followIndex } from './indexed.ts';
import { manualReminders } from './manual.ts';
import type { OwedMemo } from './memo.ts';
import { paymentLines } from './payment.ts';
import type { NotOwed, Owed, Receivable, Waiting } from './receivable.ts';
import { retainerLines } from './retainer.ts';
import { keptFees, rememberedFee } from './remembered-fee.ts';
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
  const doubts = doubtsIn(context);
  const fixed = followIndex([...retainerLines(context), ...paymentLines(context)], context);
  const [credited, lines] = [fixed.lines.filter(isCredited), fixed.lines.filter((line) => !isCredited(line))];
  const fees = feesOn(context, lines);
  const brought = [...lines, ...fees.lines].map(({ receivable }) => receivable);
  const payments = lessCredits(credited, brought, fees.credits);
  const expenses = expensesLines(context);
  const after = afterwards([...lines, ...payments, ...fees.lines, ...expenses.lines], context);
  return {
    ...after,
    receivables: after.receivables.toSorted(oldestFirst),
    nonCash: after.nonCash.toSorted(oldestFirst),
    toOthers: after.toOthers.toSorted(oldestFirst),
    waiting: [
      ...doubts.waiting,
      ...fees.waiting,
      ...fixed.waiting,
      ...after.waiting,
      ...disputeQuestions(after.receivables, { ...context, terms: latest(context.versions).terms }),
      ...manualReminders(context),
    ],
    notOwed: [...fees.notOwed, ...expenses.notOwed],
    held: [...doubts.held, ...fees.held, ...fixed.held, ...after.held],
  };
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
  const versions = knownVersions(input.versions, facts);
  const { terms } = latest(versions);
  const asOfOn = dateIn(input.asOf, terms.timeZone);
  const { assume, memo } = input;
  const before = memo?.context;
  if (before !== undefined && before.facts === facts && before.asOfOn === asOfOn) return before;
  const closings = closingsOf(facts, memo?.closings);
  const doubted = doubtedOf(closings, facts);
  const waits = new Set(doubted.map(({ closing }) => closing));
  const happenings = closings
    .filter((closing) => closing.state.closedOn <= asOfOn && !waits.has(closing))
    .map((closing) => converted(closing, facts, terms.currency))
    .toSorted(oldestClosingFirst);
  const known = { versions, facts, asOfOn, happenings, doubted, ending: endingOf(facts, terms) };
  const context: OwedContext = {
    ...known,
    ...(assume === undefined ? {} : { assume }),
    ...(memo === undefined ? {} : { memo }),
  };
  if (memo !== undefined) memo.context = context;
  return context;
}

/** What the fee lines have come to, closing by closing. */
export interface Fees {
  readonly lines: Line[];
  readonly waiting: Waiting[];
  readonly notOwed: NotOwed[];
  readonly held: string[];
  /** What fees have used of the terms that they credit, by the id of the term. */
  readonly credits: FeeHistory['credits'];
}

/** Every fee line on every happening, oldest first: what came before bears on limits, scales and credits. */
function feesOn(context: OwedContext, before: readonly Line[]): Fees {
  const kept = keptFees(context);
  const history = kept?.history ?? newFeeHistory();
  const fees: Fees = kept?.fees ?? { lines: [], waiting: [], notOwed: [], held: [], credits: history.credits };
  const brought: Receivable[] = before.map(({ receivable }) => receivable);
  for (const closing of context.happenings.slice(kept?.context.happenings.length)) {
    const version = versionOn(context.versions, closing.state.closedOn);
    const outcomes = feeLinesOn(closing, version).map((term) => {
      const at = { closing: closing.id, on: closing.state.closedOn, dated: version.terms.dated };
      const soFar = soFarOf(history, term, brought, at);
      const outcome = rememberedFee(term, closing, { ...context, version, soFar });
      if (outcome.receivable !== undefined) {
        fees.lines.push({ receivable: outcome.receivable, term, version });
        brought.push(outcome.receivable);
      }
      return { term, outcome };
    });
    const isEarned = outcomes.some(
      ({ outcome }) => outcome.receivable !== undefined && outcome.receivable.amountMinor > 0n,
    );
    for (const { term, outcome } of outcomes) {
      const { notOwed, isForOthers } = outcome;
      if (notOwed !== undefined && !(isForOthers && isEarned)) fees.notOwed.push(notOwed);
      if (outcome.waiting === undefined) continue;
      fees.waiting.push(outcome.waiting);
      fees.held.push(`${term.id}/${closing.id}`);
    }
    if (closing.kind === 'closing' && outcomes.length > 0 && outcomes.every(({ outcome }) => !outcome.covers)) {
      const lines = outcomes.map(({ term }) => term);
      fees.notOwed.push(notCovered(closing, version, lines));
    }
  }
  if (context.memo !== undefined) context.memo.kept = { context, fees, history };
  return fees;
}

function feeLinesOn(event: Closing, { terms }: TermsVersion): SuccessFeeTerm[] {
  return terms.terms
    .filter((term) => term.kind === 'success-fee')
    .filter(({ trigger }) => trigger.includes(event.kind));
}

function notCovered(closing: Closing, version: TermsVersion, lines: readonly SuccessFeeTerm[]): NotOwed {
  const { state } = closing;
  return {
    closing: closing.id,
    clause: lines.map(({ clause }) => clause).join(', '),
    closedOn: state.closedOn,
    knownOn: knownOn(closing, version),
    investorName: nameOf(state.investor),
    amountMinor: state.amountMinor,
    currency: state.currency,
    why: 'No fee line of the agreement covers a closing of this instrument and kind of investor.',
  };
}

function oldestClosingFirst(a: Closing, b: Closing): number {
  if (a.state.closedOn !== b.state.closedOn) return a.state.closedOn < b.state.closedOn ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function oldestFirst(a: { accruesOn: PlainDate; id: string }, b: { accruesOn: PlainDate; id: string }): number {
  if (a.accruesOn !== b.accruesOn) return a.accruesOn < b.accruesOn ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
