import { factsOf, type FactOf } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { latestOf } from '../ledger/movements.ts';
import { formatMoney } from '../money/format-money.ts';
import { dateIn } from '../calendar/instant.ts';
import { larger, smaller } from '../order.ts';
import type { OwedContext } from './context.ts';
import type { Receivable } from './receivable.ts';
import { latest } from './versions.ts';

/** Receivables that stand for what a person did at Stripe have ids that begin so: nothing is ever pushed for them. */
export const ADOPTED = 'adopted/';

/**
 * What a person took off at Stripe and a person adopted, each a receivable below zero of its own. A credit note counts as
 * it stands at Stripe: nothing once it was made void. A void invoice takes off what it was of, never more than is left of
 * the receivable. Example: a credit note of 50000 made in the dashboard on a retainer of 200000 is -50000.
 */
export function adopted(receivables: readonly Receivable[], context: OwedContext): Receivable[] {
  const byId = new Map(receivables.map((receivable) => [receivable.id, receivable]));
  const { timeZone } = latest(context.versions).terms;
  const leftMinor = new Map<string, bigint>();
  return factsOf(context.facts, 'InvoiceRuled').flatMap((fact): Receivable[] => {
    const { posting, ruling } = fact.data;
    const base = byId.get(posting.slice(0, posting.lastIndexOf('#')));
    const accruesOn = dateIn(fact.happenedAt, timeZone);
    if (ruling !== 'adopt' || base === undefined || accruesOn > context.asOfOn) return [];
    const onMinor = leftMinor.get(base.id) ?? base.amountMinor;
    const takenMinor = takenOff(fact, onMinor, context);
    leftMinor.set(base.id, onMinor - takenMinor);
    return [adjustment(fact, base, -takenMinor, accruesOn)];
  });
}

function takenOff({ data }: FactOf<'InvoiceRuled'>, leftMinor: bigint, { facts }: OwedContext): bigint {
  const { happening, amountMinor, invoice } = data;
  if (happening !== 'void') {
    const note = latestOf(facts, invoice)?.data.creditNotes.find(({ id }) => happening === `credit/${id}`);
    return note?.status === 'void' ? 0n : amountMinor;
  }
  return smaller(amountMinor, larger(leftMinor, 0n));
}

function adjustment(
  { id: factId, data }: FactOf<'InvoiceRuled'>,
  base: Receivable,
  amountMinor: bigint,
  accruesOn: string,
): Receivable {
  const { invoice, happening, by, reason } = data;
  const id = `${ADOPTED}${invoice}/${happening}`;
  const what =
    happening === 'void' ? `Invoice ${invoice} made void` : `Credit note ${happening.replace('credit/', '')}`;
  return {
    ...base,
    id,
    kind: base.kind === 'tax' ? 'tax' : 'refund',
    description: `${what} at Stripe by hand, on ${base.description}`,
    accruesOn,
    dueOn: accruesOn,
    amountMinor,
    working: [
      {
        clause: base.clause,
        what: `${what} at Stripe by hand; adopted by ${by}: ${reason}`,
        figures: formatMoney(amountMinor, base.currency),
      },
    ],
    factIds: [factId],
    inputsHash: hashOf({ id, amountMinor, ruling: factId }),
    refundOf: base.id,
  };
}
