import { canonicalJson } from '../json.ts';
import { nameOf } from '../facts/investor.ts';
import type { SuccessFeeTerm, TermsVersion } from '../terms/terms.ts';
import {
  forgetAsked,
  maybeChanged,
  noneAsked,
  noteAsked,
  type Asked,
  type AskedAttributions,
} from './asked-attributions.ts';
import { countBefore, knownOn, type Closing } from './closings.ts';
import { metText } from './condition.ts';
import type { Line, OwedContext } from './context.ts';
import { isCredited } from './credited-payment.ts';
import { newFeeHistory, soFarOf, type Brought, type FeeHistory } from './fee-history.ts';
import { asksIntroduction } from './fee-time.ts';
import { followIndex } from './indexed.ts';
import { keptBy, type SoFar } from './memo.ts';
import { addLine, cutLines } from './placed-lines.ts';
import type { NotOwed, Waiting } from './receivable.ts';
import { newRunningTotal, type RunningTotal } from './running-total.ts';
import { attributionFor, successFee, type FeeContext, type FeeOutcome } from './success-fee.ts';
import { versionOn } from './versions.ts';
import { newWalk, undoTo, type Walk } from './walk.ts';

/** What the fee lines have come to, closing by closing. */
export interface Fees {
  readonly lines: Line[];
  readonly waiting: Waiting[];
  readonly notOwed: NotOwed[];
  readonly held: string[];
  /** What fees have used of the terms that they credit, by the id of the term. */
  readonly credits: FeeHistory['credits'];
  /** What the lines have brought, those that are not fees among them. */
  readonly brought: Brought;
}

interface FeesSoFar extends Fees {
  readonly walk: Walk<Lengths>;
  readonly history: FeeHistory;
  readonly asked: AskedAttributions;
  /** What has been brought by each term, and by each line. */
  readonly totals: Map<string, RunningTotal>;
  readonly amounts: Map<string, bigint>;
  /** What must be known before an amount that follows an index is owed, by the id of its receivable. */
  readonly questions: Map<string, Waiting>;
  met: string;
}

/** How long each list was before a happening. */
type Lengths = Readonly<Record<'lines' | 'waiting' | 'notOwed' | 'held' | 'asked' | 'journal', number>>;

const fees = keptBy(newFees);

function newFees(soFar: SoFar): FeesSoFar {
  const lists = { lines: [], waiting: [], notOwed: [], held: [], asked: noneAsked() };
  const history = newFeeHistory();
  const undo = (before: Lengths): void => {
    made.waiting.length = before.waiting;
    made.notOwed.length = before.notOwed;
    made.held.length = before.held;
    forgetAsked(made.asked, before.asked);
    for (const line of made.lines.slice(before.lines)) note(line, -1n, made);
    cutLines(made.lines, before.lines, soFar);
    undoTo(history.journal, before.journal);
  };
  const made: FeesSoFar = {
    ...lists,
    walk: newWalk(soFar, undo),
    history,
    credits: history.credits,
    totals: new Map(),
    amounts: new Map(),
    questions: new Map(),
    brought: {
      until: (termId, on) => made.totals.get(termId)?.until(on) ?? 0n,
      as: (id) => made.amounts.get(id) ?? 0n,
    },
    met: '',
  };
  return made;
}

/**
 * Every fee line on every happening, oldest first: what came before bears on limits, scales and credits. What was worked
 * out of earlier happenings is kept while all that it rests on is the same.
 */
export function feesOn(context: OwedContext): Fees {
  const soFar = fees(context.memo.soFar);
  soFar.walk.rewind(firstToWorkOutAgain(soFar, context));
  soFar.walk.goOn((closing) => {
    const { lines, waiting, notOwed, held, asked, history } = soFar;
    const before = {
      lines: lines.length,
      waiting: waiting.length,
      notOwed: notOwed.length,
      held: held.length,
      asked: asked.all.length,
      journal: history.journal.length,
    };
    addFees(closing, soFar, context);
    return before;
  });
  return soFar;
}

/**
 * Adds a line that is not a fee, as its index has it; fees on that day and later may have it credited. While a person must
 * say what the index is, it is not owed; what other terms bring comes off a credited payment only after the fees.
 */
export function addBefore(list: Line[], line: Line, context: OwedContext): void {
  const { soFar } = context.memo;
  const followed = followIndex(line, context);
  if ('question' in followed) {
    fees(soFar).questions.set(line.receivable.id, followed.question);
    list.push(line);
  } else if (isCredited(followed.line)) list.push(followed.line);
  else {
    addLine(list, followed.line, context);
    bringBefore(followed.line, 1n, soFar);
  }
}

/** Cuts a list of lines that are not fees to its first so many. */
export function cutBefore(list: Line[], length: number, soFar: SoFar): void {
  const standing: Line[] = [];
  for (const line of list.splice(length)) {
    const isHeld = fees(soFar).questions.delete(line.receivable.id);
    if (isHeld || isCredited(line)) continue;
    bringBefore(line, -1n, soFar);
    standing.push(line);
  }
  cutLines(standing, 0, soFar);
}

/** What waits until a person says what an index is. What is booked of it stays. */
export function questionsOn(before: readonly Line[][], { memo }: OwedContext): Pick<Fees, 'waiting' | 'held'> {
  const { questions } = fees(memo.soFar);
  if (questions.size === 0) return { waiting: [], held: [] };
  const held = before.flat().flatMap(({ receivable: { id } }) => (questions.has(id) ? [id] : []));
  return { held, waiting: held.flatMap((id) => questions.get(id) ?? []) };
}

function bringBefore(line: Line, sign: 1n | -1n, soFar: SoFar): void {
  const made = fees(soFar);
  made.walk.rewind(countBefore(soFar.happenings, line.receivable.accruesOn));
  note(line, sign, made);
}

function note({ receivable }: Line, sign: 1n | -1n, { totals, amounts }: FeesSoFar): void {
  const { id, termId, accruesOn, amountMinor } = receivable;
  const total = totals.get(termId) ?? newRunningTotal();
  total.add(accruesOn, sign * amountMinor);
  totals.set(termId, total);
  if (sign === 1n) amounts.set(id, amountMinor);
  else amounts.delete(id);
}

function addFees(closing: Closing, soFar: FeesSoFar, context: OwedContext): void {
  const { lines, waiting, notOwed, held, brought, history } = soFar;
  const on = closing.state.closedOn;
  const version = versionOn(context.versions, on);
  const at = { closing: closing.id, on, dated: version.terms.dated };
  const outcomes = feeLinesOn(closing, version).map((term) => {
    const before = soFarOf(history, term, brought, at);
    const outcome = feeOn(term, closing, { ...context, version, soFar: before }, soFar);
    if (outcome.receivable !== undefined) {
      const line = { receivable: outcome.receivable, term, version };
      addLine(lines, line, context);
      note(line, 1n, soFar);
    }
    return { term, outcome };
  });
  const isEarned = outcomes.some(({ outcome }) => (outcome.receivable?.amountMinor ?? 0n) > 0n);
  for (const { term, outcome } of outcomes) {
    if (outcome.notOwed !== undefined && !(outcome.isForOthers && isEarned)) notOwed.push(outcome.notOwed);
    if (outcome.waiting === undefined) continue;
    waiting.push(outcome.waiting);
    held.push(`${term.id}/${closing.id}`);
  }
  if (closing.kind === 'closing' && outcomes.length > 0 && outcomes.every(({ outcome }) => !outcome.covers)) {
    const terms = outcomes.map(({ term }) => term);
    notOwed.push(notCovered(closing, version, terms));
  }
}

function feeOn(term: SuccessFeeTerm, closing: Closing, context: FeeContext, soFar: FeesSoFar): FeeOutcome {
  const attribution = attributionFor(term, closing, context);
  if (asksIntroduction(term, closing, context)) {
    noteAsked(soFar.asked, { at: soFar.walk.steps.length, term, closing, attribution });
  }
  return successFee(term, closing, { ...context, attribution });
}

/** The place of the first happening whose fees may be other ones now; beyond all of them where there is none. */
function firstToWorkOutAgain(soFar: FeesSoFar, context: OwedContext): number {
  const met = metOfFees(context);
  const isSame = met === soFar.met && !context.versions.some(looksAhead);
  soFar.met = met;
  return isSame ? firstOfAnother(soFar, context) : 0;
}

/** True where a happening that came later may bear on an earlier one: then all are gone through each time. */
function looksAhead({ terms }: TermsVersion): boolean {
  return terms.terms.some((term) => term.kind === 'success-fee' && term.window?.from !== undefined);
}

function metOfFees(context: OwedContext): string {
  return context.versions
    .flatMap(({ terms }) => terms.terms.map((term) => ({ term, currency: terms.currency })))
    .filter(({ term }) => term.kind === 'success-fee')
    .map(({ term, currency }) => metText(term, context, currency))
    .join();
}

/** The place of the first happening that comes from another introduction than was worked out before. */
function firstOfAnother({ asked, walk }: FeesSoFar, context: OwedContext): number {
  const another = maybeChanged(asked, context).filter((one) => isAnother(one, context));
  return another.reduce((first, { at }) => Math.min(first, at), walk.steps.length);
}

function isAnother({ term, closing, attribution }: Asked, context: OwedContext): boolean {
  const version = versionOn(context.versions, closing.state.closedOn);
  return canonicalJson(attributionFor(term, closing, { ...context, version })) !== canonicalJson(attribution);
}

/** The fee lines that are about such a happening. */
export function feeLinesOn(event: Closing, { terms }: TermsVersion): SuccessFeeTerm[] {
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
