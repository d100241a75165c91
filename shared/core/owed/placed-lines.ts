import type { PlainDate } from '../calendar/plain-date.ts';
import { ruled } from '../disputes/ruled.ts';
import { canonicalJson } from '../json.ts';
import { movementIndex } from '../ledger/movement-index.ts';
import type { Line, OwedContext } from './context.ts';
import { discounted } from './discount.ts';
import { inInstalments } from './instalments.ts';
import { bearInterest, bearNoInterest } from './late-interest.ts';
import { keptBy, type SoFar } from './memo.ts';
import { nextPaidOn } from './paid.ts';
import { inUnits } from './pays-in.ts';
import type { NonCash, Receivable, Waiting } from './receivable.ts';
import type { Refund } from './refund.ts';
import { withParts } from './split.ts';
import { taxes } from './tax.ts';
import { latest } from './versions.ts';
import { newWatch } from './watch.ts';

/** What becomes of a line, or of one instalment of it. */
interface Part {
  /** What the consultant bills. */
  readonly own?: Line | undefined;
  readonly toOther?: Receivable | undefined;
  readonly nonCash?: NonCash | undefined;
  readonly waiting?: Waiting | undefined;
}

interface Outcome {
  readonly parts: readonly Part[];
  /** When its other instalments accrue. */
  readonly laterOn: readonly PlainDate[];
}

/** A line with what stands for it. */
export interface PlacedLine extends Outcome {
  readonly line: Line;
  /** The ids of the receivables that stand for it: its own, and the taxes on them. */
  readonly billed: readonly string[];
}

/** Every line that stands, by its id. */
export const placedLines = keptBy(() => new Map<string, PlacedLine>());

/** The lines that come to something else as days pass, and how many changes of what was paid have been looked at. */
const restless = keptBy(() => ({ watch: newWatch(), changes: 0 }));

/** Adds a line at the end of its list, and puts what becomes of it where it stands. */
export function addLine(list: Line[], line: Line, context: OwedContext): void {
  list.push(line);
  place(line, outcomeOf(line, context), context);
}

/** Cuts a list to its first so many lines; what had become of the others is owed no longer. */
export function cutLines(list: Line[], length: number, soFar: SoFar): void {
  for (const { receivable } of list.splice(length)) takeAway(receivable.id, soFar);
}

/** Replaces a list by another, of which the lines that were there before are left standing. */
export function replaceLines(list: Line[], lines: readonly Line[], context: OwedContext): void {
  const changed = lines.findIndex((line, at) => canonicalJson(line.receivable) !== canonicalJson(list[at]?.receivable));
  const kept = changed === -1 ? lines.length : changed;
  cutLines(list, kept, context.memo.soFar);
  for (const line of lines.slice(kept)) addLine(list, line, context);
}

/** Looks again at the lines that payments, prices, elections or days may have changed. */
export function placeAgain(context: OwedContext): void {
  const { facts, versions, memo, asOfOn } = context;
  const { watch, changes } = restless(memo.soFar);
  const index = movementIndex(facts, latest(versions).terms.timeZone);
  for (const { receivables } of index.changes.slice(changes)) {
    for (const id of receivables) watch.open.add(id).add(wholeOf(id));
  }
  restless(memo.soFar).changes = index.changes.length;
  watch.asOf(asOfOn);
  for (const id of watch.open) {
    const placed = placedLines(memo.soFar).get(id);
    if (placed !== undefined) lookAgain(placed, context);
    const now = placedLines(memo.soFar).get(id);
    if (now === undefined) watch.open.delete(id);
    else if (!isRestless(now, context)) watch.rest(id, asOfOn);
  }
}

function lookAgain({ line, parts, laterOn }: PlacedLine, context: OwedContext): void {
  const now = outcomeOf(line, context);
  if (canonicalJson(billedOf(now)) === canonicalJson(billedOf({ parts, laterOn }))) return;
  takeAway(line.receivable.id, context.memo.soFar);
  place(line, now, context);
}

/** An outcome without the line that it is of, which stays the same. */
function billedOf({ parts, laterOn }: Outcome) {
  return { parts: parts.map(({ own, ...more }) => ({ ...more, own: own?.receivable })), laterOn };
}

/** The id of the line of which an instalment is a part. */
function wholeOf(id: string): string {
  return id.replace(/^([^/]+\/[^/]+)\/\d+$/, '$1');
}

/** True while a price or an election may come, an instalment is to come, or a payment that may earn a discount is. */
function isRestless({ line, laterOn }: PlacedLine, context: OwedContext): boolean {
  const { discount, paysIn } = line.term;
  if (paysIn?.price?.kind === 'stated' || paysIn?.electedBy !== undefined || laterOn.length > 0) return true;
  return (
    discount !== undefined &&
    inInstalments(line).some(({ receivable }) => nextPaidOn(receivable, context) !== undefined)
  );
}

/** True for what the consultant bills in money as it was worked out. */
function isPlain({ term: { discount, paysIn, payee, split, instalments } }: Line): boolean {
  return [discount, paysIn, payee, split, instalments].every((part) => part === undefined);
}

/** Its instalments; of each: less for early payment; units in place of money; who gets it; what was ruled on it. */
function outcomeOf(line: Line, context: OwedContext): Outcome {
  if (isPlain(line)) return { parts: [{ own: asRuled(line, context) }], laterOn: [] };
  const instalments = inInstalments(line);
  const days = instalments.map(({ receivable }) => receivable.accruesOn);
  return {
    parts: instalments
      .filter(({ receivable }) => receivable.accruesOn <= context.asOfOn)
      .map((part) => partOf(part, context)),
    laterOn: days.filter((on) => on > context.asOfOn),
  };
}

function partOf(line: Line, context: OwedContext): Part {
  const { line: inMoney, nonCash, waiting } = inUnits(discounted(line, context), context);
  if (inMoney === undefined) return { nonCash, waiting };
  const own = { ...inMoney, receivable: withParts(inMoney) };
  if (own.receivable.payee !== undefined) return { toOther: own.receivable, nonCash, waiting };
  return { own: asRuled(own, context), nonCash, waiting };
}

/** The line after the rulings on what a party disputed of it. */
function asRuled(line: Line, { facts, asOfOn }: OwedContext): Line {
  const receivable = ruled(line.receivable, facts, asOfOn);
  return receivable === line.receivable ? line : { ...line, receivable };
}

function place(line: Line, { parts, laterOn }: Outcome, context: OwedContext): void {
  const { memo } = context;
  for (const { nonCash, toOther } of parts) {
    if (nonCash !== undefined) memo.standing.nonCash.put(nonCash);
    if (toOther !== undefined) memo.standing.toOthers.put(toOther);
  }
  const billed = parts.flatMap(({ own }) => (own === undefined ? [] : bill(own, context)));
  placedLines(memo.soFar).set(line.receivable.id, { line, parts, laterOn, billed });
  if (!isPlain(line)) restless(memo.soFar).watch.open.add(line.receivable.id);
}

function takeAway(id: string, soFar: SoFar): void {
  const placed = placedLines(soFar).get(id);
  if (placed === undefined) return;
  for (const { nonCash, toOther } of placed.parts) {
    if (nonCash !== undefined) soFar.standing.nonCash.remove(nonCash.id);
    if (toOther !== undefined) soFar.standing.toOthers.remove(toOther.id);
  }
  unbill(placed.billed, soFar);
  placedLines(soFar).delete(id);
}

/** Bills a receivable and the taxes on it, all of which bear interest where they are paid late; answers their ids. */
export function bill(line: Line | Refund, context: OwedContext): string[] {
  const { facts, asOfOn, versions } = context;
  const billed = [line.receivable, ...taxes([line], versions).map((tax) => ruled(tax, facts, asOfOn))];
  for (const receivable of billed) {
    context.memo.standing.receivables.put(receivable);
    bearInterest(receivable, context);
  }
  return billed.map(({ id }) => id);
}

export function unbill(ids: readonly string[], soFar: SoFar): void {
  for (const id of ids) {
    soFar.standing.receivables.remove(id);
    bearNoInterest(id, soFar);
  }
}
