import type { PlainDate } from '../calendar/plain-date.ts';
import { ruled } from '../disputes/ruled.ts';
import { canonicalJson } from '../json.ts';
import type { Line, OwedContext } from './context.ts';
import { discounted } from './discount.ts';
import { inInstalments } from './instalments.ts';
import { bearInterest, bearNoInterest } from './late-interest.ts';
import { keptBy, type SoFar } from './memo.ts';
import { inUnits } from './pays-in.ts';
import type { NonCash, Receivable, Waiting } from './receivable.ts';
import type { Refund } from './refund.ts';
import { withParts } from './split.ts';
import { taxes } from './tax.ts';

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
  /** The day as of which it was placed. */
  readonly asOfOn: PlainDate;
  /** The ids of the receivables that stand for it: its own, and the taxes on them. */
  readonly billed: readonly string[];
}

/** Every line that stands, by its id. */
export const placedLines = keptBy(() => new Map<string, PlacedLine>());

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

/** Looks again at what becomes of a line, which payments, prices, elections and its next instalment may have changed. */
export function placeAgain(line: Line, context: OwedContext): PlacedLine | undefined {
  const { soFar } = context.memo;
  const { id } = line.receivable;
  const before = placedLines(soFar).get(id);
  if (before === undefined || isStill(before, context)) return before;
  const { parts, laterOn } = outcomeOf(line, context);
  if (canonicalJson({ parts, laterOn }) !== canonicalJson({ parts: before.parts, laterOn: before.laterOn })) {
    takeAway(id, soFar);
    place(line, { parts, laterOn }, context);
  }
  return placedLines(soFar).get(id);
}

/** True for a line that nothing but a new instalment changes, while none has come. */
function isStill({ line: { term }, laterOn, asOfOn: from }: PlacedLine, { asOfOn }: OwedContext): boolean {
  if (term.discount !== undefined || term.paysIn?.price !== undefined) return false;
  return from <= asOfOn && laterOn.every((on) => on > asOfOn);
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
  const { memo, asOfOn } = context;
  for (const { nonCash, toOther } of parts) {
    if (nonCash !== undefined) memo.standing.nonCash.put(nonCash);
    if (toOther !== undefined) memo.standing.toOthers.put(toOther);
  }
  const billed = parts.flatMap(({ own }) => (own === undefined ? [] : bill(own, context)));
  placedLines(memo.soFar).set(line.receivable.id, { line, parts, laterOn, asOfOn, billed });
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
