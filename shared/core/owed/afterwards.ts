import type { PlainDate } from '../calendar/plain-date.ts';
import { factsOf } from '../facts/fact.ts';
import { canonicalJson } from '../json.ts';
import { receivableOf } from '../ledger/movement-index.ts';
import type { Term } from '../terms/terms.ts';
import { adopted } from './adopted.ts';
import type { Line, OwedContext } from './context.ts';
import { interestOn } from './late-interest.ts';
import { keptBy } from './memo.ts';
import { bill, placeAgain, placedLines, replaceLines, unbill } from './placed-lines.ts';
import type { Receivable, Waiting } from './receivable.ts';
import { refunds, type Refund, type Refunds } from './refund.ts';
import { surcharges } from './surcharge.ts';
import { hasKind } from './versions.ts';

/** What waits for a person after the lines, and the days on which time alone makes more of them owed. */
export interface After {
  readonly waiting: readonly Waiting[];
  readonly laterOn: readonly PlainDate[];
}

const placedSurcharges = keptBy((): Line[] => []);
const placedRefunds = keptBy(() => new Map<string, { readonly refund: Refund; readonly billed: readonly string[] }>());
const placedAdopted = keptBy(() => new Set<string>());

/**
 * What comes after the lines that stand, in this order: surcharges; what of the lines rests on payments, prices, elections
 * and days, which may have come since; what flows back; the interest on what was paid late; what a person took off at
 * Stripe.
 */
export function afterwards(lists: readonly (readonly Line[])[], context: OwedContext): After {
  const charged = [...lists, surchargesOn(lists, context)];
  placeAgain(context);
  const rest = restOf(charged, context);
  const back = placeRefunds(context);
  interestOn(context);
  placeAdopted(context);
  return { waiting: [...rest.waiting, ...back.waiting], laterOn: [...rest.laterOn, ...back.laterOn] };
}

function surchargesOn(lists: readonly (readonly Line[])[], context: OwedContext): readonly Line[] {
  if (!hasKind(context.versions, 'surcharge')) return [];
  const { soFar } = context.memo;
  const standing = lists.flat().filter(({ receivable }) => placedLines(soFar).has(receivable.id));
  const made = placedSurcharges(soFar);
  replaceLines(made, surcharges(standing), context);
  return made;
}

/** What of the lines waits for a price, and when their other instalments accrue. */
function restOf(lists: readonly (readonly Line[])[], { versions, memo }: OwedContext): After {
  if (!versions.some(({ terms }) => terms.terms.some(hasRest))) return { waiting: [], laterOn: [] };
  const placed = lists.flat().flatMap(({ receivable }) => placedLines(memo.soFar).get(receivable.id) ?? []);
  return {
    waiting: placed.flatMap(({ parts }) => parts.flatMap(({ waiting }) => waiting ?? [])),
    laterOn: placed.flatMap(({ laterOn }) => laterOn),
  };
}

function hasRest(term: Term): boolean {
  if ('instalments' in term && term.instalments !== undefined) return true;
  return 'paysIn' in term && term.paysIn?.price?.kind === 'stated';
}

function placeRefunds(context: OwedContext): Omit<Refunds, 'refunds'> {
  if (!hasKind(context.versions, 'refund')) return { waiting: [], laterOn: [] };
  const { soFar } = context.memo;
  const placed = placedRefunds(soFar);
  const back = refunds((id) => partsOf(id, context), context);
  const now = new Map(back.refunds.map((refund) => [refund.receivable.id, refund]));
  for (const [id, { refund, billed }] of placed) {
    if (canonicalJson(now.get(id)?.receivable) === canonicalJson(refund.receivable)) now.delete(id);
    else {
      unbill(billed, soFar);
      placed.delete(id);
    }
  }
  for (const [id, refund] of now) placed.set(id, { refund, billed: bill(refund, context) });
  return back;
}

/** What the consultant bills of a line, its instalments among them. */
function partsOf(id: string, { memo }: OwedContext): Receivable[] {
  const parts = placedLines(memo.soFar).get(id)?.parts ?? [];
  return parts.flatMap(({ own }) => own?.receivable ?? []);
}

function placeAdopted(context: OwedContext): void {
  const { soFar } = context.memo;
  const { receivables } = soFar.standing;
  const placed = placedAdopted(soFar);
  const named = new Set(factsOf(context.facts, 'InvoiceRuled').map(({ data }) => receivableOf(data.posting)));
  const billed = [...named].flatMap((id) => receivables.get(id) ?? []);
  const bases = billed.filter(({ id, kind }) => kind !== 'late-interest' && !placed.has(id));
  const now = new Map(adopted(bases, context).map((receivable) => [receivable.id, receivable]));
  for (const id of placed) if (!now.has(id)) receivables.remove(id);
  for (const [id, receivable] of now) {
    if (canonicalJson(receivables.get(id)) !== canonicalJson(receivable)) receivables.put(receivable);
  }
  placed.clear();
  for (const id of now.keys()) placed.add(id);
}
