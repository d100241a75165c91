import type { InvoiceIntent } from '../../../shared/core/ledger/intent.ts';
import type { DealChanges, NewDeal } from '../crm/deal.ts';
import type { Stage } from './step.ts';

export interface Introduction {
  readonly id: string;
  readonly investor: { name: string; firm: string; crmIds: readonly string[]; emails: readonly string[] };
  readonly introducedOn: string;
  readonly how: string;
}

/** The consultant registers an introduction; the same id again changes nothing. */
export async function introduce({ call, contractId }: Stage, introduction: Introduction): Promise<void> {
  await call('POST', `/api/contracts/${contractId}/records/introduction`, { ...introduction, by: 'Patrick M. Rost' });
}

export async function recordService(
  { call, contractId }: Stage,
  id: string,
  renderedOn: string,
  description: string,
): Promise<void> {
  const by = 'Patrick M. Rost';
  await call('POST', `/api/contracts/${contractId}/records/service`, { id, clause: '1', renderedOn, description, by });
}

/** The client closes a deal in its CRM, whose signed webhook tells Tallystick. */
export async function closeDeal({ crm, system }: Stage, deal: NewDeal): Promise<void> {
  crm.closeDeal(deal, { webhookId: `msg_${deal.id}_closed` });
  if (system.isUp()) await system.quiesce();
}

export async function correctDeal({ crm, system }: Stage, dealId: string, changes: DealChanges): Promise<void> {
  crm.correctDeal(dealId, changes, { webhookId: `msg_${dealId}_corrected` });
  await system.quiesce();
}

/** The client pays the invoice of a receivable on Stripe's page; what is paid already is left alone. */
export async function pay({ system, view }: Stage, receivableId: string): Promise<void> {
  const { intents } = await view();
  const invoices = intents.filter(
    (intent): intent is InvoiceIntent => intent.kind === 'invoice' && intent.receivableId === receivableId,
  );
  if (invoices.length === 0) throw new Error(`${receivableId} has no invoice to pay.`);
  for (const { invoice } of invoices) {
    if (invoice === undefined) throw new Error(`The invoice of ${receivableId} is not at Stripe yet.`);
    const answer = await fetch(`${system.stripeOrigin}/_standin/state`);
    const state = (await answer.json()) as { invoices: { id: string; status: string }[] };
    if (state.invoices.find(({ id }) => id === invoice)?.status === 'open') system.stripe.payInvoice(invoice);
  }
  await system.quiesce();
}

/** A person answers what waits, unless it has been answered already. */
export async function decide(
  { call, contractId, view, system }: Stage,
  decision: { readonly kind: string; readonly answer: string; readonly by: string; readonly reason: string },
): Promise<void> {
  const { kind, ...rest } = decision;
  const waiting = (await view()).waiting.find((candidate) => candidate.kind === kind);
  if (waiting !== undefined) {
    await call('POST', `/api/contracts/${contractId}/decisions`, { ...rest, waiting: waiting.id });
  }
  await system.quiesce();
}
