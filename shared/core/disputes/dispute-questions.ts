import { formatDate } from '../calendar/format-date.ts';
import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Receivable, Waiting } from '../owed/receivable.ts';
import { SILENT_DISPUTES } from '../terms/dispute-terms.ts';
import type { Terms } from '../terms/terms.ts';
import { disputesOf, isOpenOn, type Dispute } from './disputes.ts';

/** Every open dispute as a question to whom the term names: what, why, and until when the ruling is due. */
export function disputeQuestions(
  receivables: readonly Receivable[],
  { facts, asOfOn, terms }: { readonly facts: readonly Fact[]; readonly asOfOn: PlainDate; readonly terms: Terms },
): Waiting[] {
  const open = disputesOf(facts).filter((dispute) => isOpenOn(dispute, asOfOn));
  if (open.length === 0) return [];
  const byId = new Map(receivables.map((receivable) => [receivable.id, receivable]));
  return open.map((dispute) => questionOf(dispute, byId.get(dispute.receivable), { asOfOn, terms }));
}

function questionOf(
  dispute: Dispute,
  receivable: Receivable | undefined,
  { asOfOn, terms }: { readonly asOfOn: PlainDate; readonly terms: Terms },
): Waiting {
  const { rulingDays, clause } = terms.disputes ?? SILENT_DISPUTES;
  const amount = formatMoney(dispute.amountMinor, receivable?.currency ?? terms.currency);
  const what = receivable?.description ?? dispute.receivable;
  const dueOn = rulingDays === undefined ? undefined : daysAfter(dispute.disputedOn, rulingDays);
  const deadline =
    dueOn === undefined
      ? 'The file sets no deadline for a ruling.'
      : `The ruling ${dueOn < asOfOn ? 'was' : 'is'} due by ${formatDate(dueOn)}.`;
  const says = dispute.party === 'client' ? `${amount} of it is not owed` : `${amount} more is owed`;
  return {
    id: `dispute/${dispute.id}`,
    kind: 'dispute',
    clause: receivable?.clause ?? clause ?? '',
    what: `${what}: the ${dispute.party} says that ${says}.`,
    why: `${dispute.by} says: “${dispute.reason}” ${deadline} The rest stays due.`,
    answers: ['uphold', 'reject'],
    evidence: (receivable?.working ?? []).map((step) => `${step.what}: ${step.figures}`),
    since: dispute.disputedOn,
  };
}
