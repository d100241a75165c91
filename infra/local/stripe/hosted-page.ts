import { html } from 'hono/html';
import type { Stripe } from 'stripe';
import { page } from '../page.ts';
import type { Markup } from '../page.ts';
import { written } from './currencies.ts';

const STYLES = `
.invoice { max-width: 46rem; }
.due { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 1rem 2rem; }
.due p { margin: 0; }
.due .figure { font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.due button { padding: .7rem 1.6rem; font-size: 1rem; }
.sandbox { font-size: .8125rem; }
.footer { overflow-wrap: anywhere; }
`;

const STATES: Record<string, { label: string; tone: string }> = {
  draft: { label: 'Draft', tone: '' },
  open: { label: 'Open', tone: 'warn' },
  paid: { label: 'Paid', tone: 'good' },
  uncollectible: { label: 'Uncollectible', tone: 'bad' },
  void: { label: 'Void', tone: '' },
};

/**
 * The page that the client opens from an invoice: what is billed, what is due, and a button that pays it. Its dates are
 * those of `timeZone` (IANA), the account's own.
 */
export async function hostedPage(invoice: Stripe.Invoice, timeZone: string): Promise<Response> {
  const day = dayIn(timeZone);
  const state = STATES[invoice.status ?? 'draft'] ?? { label: String(invoice.status), tone: '' };
  const body = html`<div class="invoice">
    <p class="lede">
      ${invoice.account_name} to ${invoice.customer_name ?? invoice.customer_email ?? 'the customer'}
      <span class="badge ${state.tone}">${state.label}</span>
    </p>
    ${duePart(invoice, day)}
    <dl class="facts">
      <dt>From</dt>
      <dd>${invoice.account_name}</dd>
      <dt>To</dt>
      <dd>${[invoice.customer_name, invoice.customer_email].filter(Boolean).join(' · ')}</dd>
      <dt>Invoice number</dt>
      <dd class="id">${invoice.number}</dd>
      <dt>Issued</dt>
      <dd>${day(invoice.effective_at)}</dd>
      ${
        invoice.due_date === null
          ? ''
          : html`<dt>Due</dt>
              <dd>${day(invoice.due_date)}</dd>`
      }
      ${(invoice.custom_fields ?? []).map(
        ({ name, value }) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    ${linesPart(invoice, day)}
    ${
      invoice.description === null
        ? ''
        : html`<h2>Note</h2>
            <p>${invoice.description}</p>`
    }
    ${invoice.footer === null ? '' : html`<p class="muted footer">${linked(invoice.footer)}</p>`}
    <p class="muted sandbox">
      A local stand-in for Stripe: no card is asked for and no money moves. Pay a part or too much, refund, dispute,
      void:
      <a href="/operator/invoices/${invoice.id}">the seller’s side of this invoice</a>.
    </p>
  </div>`;
  return page({
    title: `Invoice ${invoice.number ?? ''}`,
    house: invoice.account_name ?? 'Stripe stand-in',
    styles: STYLES,
    body,
  });
}

export async function noSuchInvoicePage(): Promise<Response> {
  const body = html`<p class="lede">There is no such invoice here, or it is not finalised yet.</p>`;
  return page({ title: 'Invoice not found', house: 'Stripe stand-in', body, status: 404 });
}

function duePart(invoice: Stripe.Invoice, day: Day): Markup {
  const { amount_remaining: remaining, currency, status } = invoice;
  if (status === 'paid') {
    const at = invoice.status_transitions.paid_at;
    return html`<p class="notice good">Paid on ${day(at)}: ${written(invoice.amount_paid, currency)}. Thank you.</p>`;
  }
  if (status === 'void') return html`<p class="notice">This invoice is void. Nothing is due on it.</p>`;
  return html`<div class="card due">
    <div>
      <p class="muted">Amount due</p>
      <p class="figure">${written(remaining, currency)}</p>
      <p class="muted">${invoice.due_date === null ? 'Due on receipt' : html`Due ${day(invoice.due_date)}`}</p>
    </div>
    <form method="post" action="/pay/${invoice.id}">
      <button type="submit">Pay ${written(remaining, currency)}</button>
    </form>
  </div>`;
}

function linesPart(invoice: Stripe.Invoice, day: Day): Markup {
  const { currency } = invoice;
  const say = (amountMinor: number) => written(amountMinor, currency);
  const balance = invoice.starting_balance - (invoice.ending_balance ?? 0);
  const sums: [string, number][] = [
    ['Total', invoice.total],
    ...(balance === 0 ? [] : [['Balance applied', balance] satisfies [string, number]]),
    ...(invoice.pre_payment_credit_notes_amount === 0
      ? []
      : [['Credit notes', -invoice.pre_payment_credit_notes_amount] satisfies [string, number]]),
    ['Amount due', invoice.amount_due],
  ];
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col">Period</th>
          <th scope="col" class="num">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${invoice.lines.data.toReversed().map(
          (line) =>
            html`<tr>
              <td>${line.description}</td>
              <td>${period(line, day)}</td>
              <td class="num">${say(line.amount)}</td>
            </tr>`,
        )}
      </tbody>
      <tfoot>
        ${sums.map(
          ([label, sum]) =>
            html`<tr>
              <td colspan="2">${label}</td>
              <td class="num">${say(sum)}</td>
            </tr>`,
        )}
      </tfoot>
    </table>
  </div>`;
}

function period({ period: { start, end } }: Stripe.InvoiceLineItem, day: Day): string {
  return day(start) === day(end) ? day(start) : `${day(start)} – ${day(end)}`;
}

/** Text in which the addresses can be opened. */
function linked(text: string): Markup[] {
  const parts = text.split(/(https?:\/\/[^\s]+)/);
  return parts.map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`));
}

/** Writes the day of an instant in Unix seconds. */
type Day = (seconds: number | null) => string;

function dayIn(timeZone: string): Day {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone });
  return (seconds) => (seconds === null ? '' : format.format(new Date(seconds * 1000)));
}
