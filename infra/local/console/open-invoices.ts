import type { ContractView } from '../../../shared/app/view-contract.ts';
import { paidByPosting } from '../../../shared/core/ledger/balance.ts';
import type { InvoiceIntent } from '../../../shared/core/ledger/intent.ts';
import type { Look } from './look.ts';

/** How one invoice or credit note at Stripe stands, as the ledger knows it. */
export interface InvoiceState {
  readonly intent: InvoiceIntent;
  /** What is still to be paid; zero for a credit note. */
  readonly remainingMinor: bigint;
  readonly overdue: boolean;
}

/** Every invoice and credit note, in the order in which they were intended. */
export function invoicesOf({ view, today }: Look): InvoiceState[] {
  const intents = view.intents.filter((intent): intent is InvoiceIntent => intent.kind !== 'mail');
  return intents.map((intent) => {
    const remainingMinor = intent.kind === 'credit-note' ? 0n : remaining(intent, intents, view);
    return { intent, remainingMinor, overdue: remainingMinor > 0n && intent.dueOn < today };
  });
}

/** The invoices that can be paid now, the earliest due first. */
export function openInvoices(look: Look): (InvoiceState & { invoice: string })[] {
  return invoicesOf(look)
    .flatMap((state) => (state.intent.invoice === undefined ? [] : [{ ...state, invoice: state.intent.invoice }]))
    .filter(({ intent, remainingMinor }) => intent.state === 'done' && remainingMinor > 0n)
    .toSorted((a, b) => (a.intent.dueOn < b.intent.dueOn ? -1 : 1));
}

/** The page that Stripe hosts for it; undefined until it is there. */
export function hostedPage(stripeOrigin: string, invoice: string | undefined): string | undefined {
  return invoice === undefined ? undefined : `${stripeOrigin}/pay/${encodeURIComponent(invoice)}`;
}

function remaining(intent: InvoiceIntent, intents: readonly InvoiceIntent[], view: ContractView): bigint {
  const paidMinor = paidByPosting(view.ledger).get(intent.posting) ?? 0n;
  const credits = intents.filter(
    (other) => other.creditNote !== undefined && intent.invoice !== undefined && other.invoice === intent.invoice,
  );
  return credits.reduce((sum, credit) => sum + credit.amountMinor, intent.amountMinor - paidMinor);
}
