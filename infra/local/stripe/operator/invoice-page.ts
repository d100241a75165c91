import { html } from 'hono/html';
import type { Stripe } from 'stripe';
import { idOf } from '../account.ts';
import { refundable } from '../credit-note-refunds.ts';
import { written } from '../currencies.ts';
import { paymentsOf } from '../invoice-object.ts';
import { factList, page } from '../../page.ts';
import type { Markup } from '../../page.ts';
import type { Dashboard } from './dashboard.ts';
import { plainAmount } from './entered-amount.ts';
import { WAYS_TO_PAY } from './invoice-deeds.ts';
import { NAV, stateBadge, STYLES } from './look.ts';

/** One invoice as its seller sees it, with everything that can be done to it by hand. */
export function invoicePage(dashboard: Dashboard, invoice: Stripe.Invoice, problem?: string): Promise<Response> {
  const say = (amount: number) => written(amount, invoice.currency);
  const body = html`
    <p class="lede">
      ${invoice.customer_name ?? invoice.customer_email ?? idOf(invoice.customer)} ${stateBadge(invoice.status)}
    </p>
    ${problem === undefined ? '' : html`<p class="notice bad">${problem}</p>`}
    ${factList([
      ['Total', say(invoice.total)],
      ['Paid', say(invoice.amount_paid)],
      ['Paid too much', invoice.amount_overpaid === 0 ? undefined : say(invoice.amount_overpaid)],
      ['Remaining', say(invoice.amount_remaining)],
      ['Description', invoice.description ?? undefined],
      ['Replaced by', invoice.latest_revision === null ? undefined : linkTo(idOf(invoice.latest_revision))],
      ['In place of', invoice.from_invoice === null ? undefined : linkTo(idOf(invoice.from_invoice.invoice))],
      ['Id', html`<span class="id">${invoice.id}</span>`],
      [
        'Hosted page',
        invoice.status === 'draft' ? undefined : html`<a href="/pay/${invoice.id}">as the client sees it</a>`,
      ],
      [
        'Customer',
        html`<a href="/operator/customers/${idOf(invoice.customer)}"
          ><span class="id">${idOf(invoice.customer)}</span></a
        >`,
      ],
    ])}
    ${deedsPart(dashboard, invoice)} ${paymentsPart(dashboard, invoice)} ${notesPart(dashboard, invoice)}
  `;
  return page({
    title: `Invoice ${invoice.number ?? '(draft)'}`,
    house: 'Stripe stand-in',
    nav: NAV,
    styles: STYLES,
    body,
    ...(problem === undefined ? {} : { status: 409 }),
  });
}

function linkTo(id: string): Markup {
  return html`<a href="/operator/invoices/${id}"><span class="id">${id}</span></a>`;
}

function deedsPart(dashboard: Dashboard, invoice: Stripe.Invoice): Markup {
  const { status, currency, amount_remaining: remaining } = invoice;
  const canBePaid = status === 'open' || status === 'uncollectible';
  const canBeRefunded = refundable(dashboard.account(), invoice.id);
  const [line] = invoice.lines.data;
  const buttons = html`${canBePaid ? button(invoice, 'void', 'Void it') : ''}
  ${status === 'open' ? button(invoice, 'uncollectible', 'Mark it uncollectible') : ''}
  ${status === 'draft' ? html`${button(invoice, 'finalize', 'Finalise it')} ${button(invoice, 'delete', 'Delete it')}` : ''}`;
  return html`<div class="deeds">
    ${
      canBePaid
        ? deed(
            invoice,
            'pay',
            'Pay',
            plainAmount(remaining, currency),
            html`<label
              >By
              <select name="by">
                ${options(WAYS_TO_PAY)}
              </select></label
            >`,
          )
        : ''
    }
    ${canBeRefunded > 0 ? deed(invoice, 'refund', 'Refund', plainAmount(canBeRefunded, currency), html``) : ''}
    ${
      status === 'open' || status === 'paid'
        ? deed(
            invoice,
            'credit-note',
            'Issue a credit note',
            plainAmount(creditable(invoice), currency),
            backBy(invoice, canBeRefunded),
          )
        : ''
    }
    ${
      (canBePaid || status === 'draft') && line !== undefined
        ? deed(
            invoice,
            'edit',
            'Edit',
            plainAmount(Math.max(0, invoice.total), currency),
            html`<label
              >Description <input name="description" value="${invoice.description ?? ''}" maxlength="200" required
            /></label>`,
          )
        : ''
    }
    ${canBePaid || status === 'draft' ? html`<div class="row">${buttons}</div>` : ''}
  </div>`;
}

/** What remains or, of a paid invoice, what no credit note has taken yet. */
function creditable(invoice: Stripe.Invoice): number {
  const { total, amount_remaining: remaining } = invoice;
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  return remaining > 0 ? remaining : Math.max(0, total - credited);
}

function backBy(invoice: Stripe.Invoice, canBeRefunded: number): Markup {
  if (invoice.amount_paid === 0) return html``;
  const ways = {
    ...(canBeRefunded === 0 ? {} : { refund: 'a refund' }),
    balance: "credit on the customer's balance",
    outside: 'a transfer outside of Stripe',
  };
  return html`<label
    >What is paid comes back by
    <select name="by">
      ${options(ways)}
    </select></label
  >`;
}

function deed(invoice: Stripe.Invoice, name: string, words: string, amount: string, more: Markup): Markup {
  return html`<form class="card deed" method="post" action="/operator/invoices/${invoice.id}/${name}">
    <label
      >Amount (${invoice.currency.toUpperCase()}) <input name="amount" inputmode="decimal" value="${amount}" required
    /></label>
    ${more}
    <button type="submit">${words}</button>
  </form>`;
}

function button(invoice: Stripe.Invoice, name: string, words: string, field?: [string, string]): Markup {
  return html`<form method="post" action="/operator/invoices/${invoice.id}/${name}">
    ${field === undefined ? '' : html`<input type="hidden" name="${field[0]}" value="${field[1]}" />`}
    <button class="quiet" type="submit">${words}</button>
  </form>`;
}

function options(choices: Readonly<Record<string, string>>): Markup[] {
  return Object.entries(choices).map(([value, words]) => html`<option value="${value}">${words}</option>`);
}

function paymentsPart(dashboard: Dashboard, invoice: Stripe.Invoice): Markup {
  const account = dashboard.account();
  const payments = paymentsOf(account, invoice.id);
  if (payments.length === 0) return html``;
  return html`<h2>Payments</h2>
    <ul class="lines">
      ${payments.map((payment) => {
        const intent = account.find('payment_intent', idOf(payment.payment.payment_intent ?? null));
        const charge = account.find('charge', idOf(intent?.latest_charge ?? null));
        const dispute = charge === undefined ? undefined : account.of('dispute', 'charge', charge.id)[0];
        return html`<li>
          <span>
            ${written(payment.amount_paid ?? payment.amount_requested, payment.currency)}
            ${payment.payment.type === 'payment_record' ? 'outside of Stripe' : 'by card'} ${stateBadge(payment.status)}
            ${charge === undefined || charge.amount_refunded === 0 ? '' : html`<span class="badge warn">${written(charge.amount_refunded, charge.currency)} refunded</span>`}
            ${dispute === undefined ? '' : html`<span class="badge ${dispute.status === 'won' ? 'good' : 'bad'}">dispute: ${dispute.status.replaceAll('_', ' ')}</span>`}
          </span>
          <span class="row">${paymentDeeds(invoice, charge, dispute)}</span>
        </li>`;
      })}
    </ul>`;
}

function paymentDeeds(
  invoice: Stripe.Invoice,
  charge: Stripe.Charge | undefined,
  dispute: Stripe.Dispute | undefined,
): Markup {
  if (dispute === undefined) {
    return charge?.status === 'succeeded' && charge.captured
      ? button(invoice, 'dispute', 'The cardholder disputes it', ['charge', charge.id])
      : html``;
  }
  if (dispute.evidence_details.submission_count > 0 || /^(won|lost|warning_closed)$/.test(dispute.status))
    return html``;
  const evidence = (text: string, words: string) =>
    html`<form method="post" action="/operator/invoices/${invoice.id}/evidence">
      <input type="hidden" name="dispute" value="${dispute.id}" /><input type="hidden" name="text" value="${text}" />
      <button class="quiet" type="submit">${words}</button>
    </form>`;
  return html`${evidence('winning_evidence', 'Win it')} ${evidence('losing_evidence', 'Lose it')}
  ${button(invoice, 'accept-dispute', 'Accept it', ['dispute', dispute.id])}`;
}

function notesPart(dashboard: Dashboard, invoice: Stripe.Invoice): Markup {
  const notes = dashboard.account().of('credit_note', 'invoice', invoice.id);
  if (notes.length === 0) return html``;
  return html`<h2>Credit notes</h2>
    <ul class="lines">
      ${notes.map(
        (note) =>
          html`<li>
            <span>${note.number} ${written(note.amount, note.currency)} ${stateBadge(note.status)}</span>
            <span class="row"
              >${note.status === 'issued' && invoice.status === 'open' ? button(invoice, 'void-credit-note', 'Void it', ['note', note.id]) : ''}</span
            >
          </li>`,
      )}
    </ul>`;
}
