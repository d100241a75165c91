import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { daysAfter, monthsAfter } from '../../../shared/core/calendar/plain-date.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import type { CrmInvestor, Deal } from '../crm/deal.ts';
import type { Markup } from '../page.ts';
import { knownInvestors, STRANGER } from './deal-form.ts';
import { choiceField, textField, type Choice, type Entered } from './entered.ts';
import { explainHref } from './frame.ts';
import { clockTime, type Look } from './look.ts';
import { beginningOf, nextAttention, nextEvents } from './next-events.ts';
import { hostedPage, openInvoices, type InvoiceState } from './open-invoices.ts';

/** A form that closes a deal in the client's CRM, for an investor who was introduced or one who was not. */
export function dealPart(look: Look, deals: readonly Deal[], entered: Entered): Markup {
  const { view, today } = look;
  const investors = knownInvestors(view.facts, deals);
  const choicesOf = (introduced: boolean): Choice[] =>
    investors
      .filter((known) => known.introduced === introduced)
      .map(({ investor }) => ({ value: investor.id, label: investorWords(investor) }));
  const groups = [
    { group: 'Introduced by the consultant', choices: choicesOf(true) },
    {
      group: 'Not introduced',
      choices: [...choicesOf(false), { value: STRANGER, label: 'A stranger, named below' }],
    },
  ];
  // The request's own name: the same form sent twice closes one deal.
  return html`<form class="fields" method="post" action="/deals">
    <input type="hidden" name="request" value="${randomUUID()}" />
    <div class="wide">${choiceField('investor', 'Investor', groups, entered)}</div>
    ${textField('amount', `Amount in ${view.terms.currency}`, entered, { fallback: '50000.00', mode: 'decimal' })}
    ${textField('closedOn', 'Closed on', entered, { type: 'date', fallback: today })}
    ${textField('strangerName', 'Stranger: name', entered, { fallback: 'Morgan Vale', required: false })}
    ${textField('strangerFirm', 'Stranger: firm', entered, { fallback: 'Stillwater Capital', required: false })}
    <div class="wide"><button>Close the deal</button></div>
  </form>`;
}

function investorWords({ name, firm }: CrmInvestor): string {
  return firm === undefined ? name : `${name}, ${firm}`;
}

const INVOICES_SHOWN = 3;

/** Each open invoice with its button, and the page that Stripe hosts for it. */
export function invoicePart(look: Look, stripeOrigin: string): Markup {
  const open = openInvoices(look);
  if (open.length === 0) return html`<p class="muted">No invoice is open. Move the clock to the next retainer.</p>`;
  const items = open.map((state) => invoiceItem(state, stripeOrigin));
  const later = items.slice(INVOICES_SHOWN);
  return html`<ul class="invoices">
      ${items.slice(0, INVOICES_SHOWN)}
    </ul>
    ${
      later.length === 0
        ? ''
        : html`<details>
            <summary class="small">${later.length} more</summary>
            <ul class="invoices">
              ${later}
            </ul>
          </details>`
    }`;
}

function invoiceItem(
  { intent, invoice, remainingMinor, overdue }: InvoiceState & { invoice: string },
  origin: string,
): Markup {
  const amount = formatMoney(remainingMinor, intent.currency);
  return html`<li>
    <a href="${explainHref(intent.receivableId)}">${intent.description}</a>
    <div class="small muted">
      ${amount}, due ${formatDate(intent.dueOn)} ${overdue ? html`<span class="badge warn">overdue</span>` : ''}
    </div>
    <form class="row" method="post" action="/payments">
      <input type="hidden" name="invoice" value="${invoice}" />
      <button>Pay ${amount}</button>
      <a class="small" href="${hostedPage(origin, invoice)}">Stripe’s page of ${intent.invoiceNumber ?? invoice}</a>
    </form>
  </li>`;
}

/** Buttons that move the business clock. Each names the instant, so that pressing it twice goes there once. */
export function clockPart(look: Look, entered: Entered): Markup {
  const { today, now, view } = look;
  const attention = nextAttention(look);
  const jumps = [
    { label: 'A day', instant: beginningOf(daysAfter(today, 1), look) },
    { label: 'A week', instant: beginningOf(daysAfter(today, 7), look) },
    { label: 'A month', instant: beginningOf(monthsAfter(today, 1), look) },
  ];
  return html`<p class="small muted">
      It stands at ${clockTime(now, view.terms.timeZone)}, and stops wherever something is due.
    </p>
    ${
      attention === undefined
        ? ''
        : html`<form method="post" action="/clock" class="next">
            <input type="hidden" name="instant" value="${attention}" />
            <button>To what comes next, ${clockTime(attention, view.terms.timeZone)}</button>
          </form>`
    }
    <form class="row" method="post" action="/clock">
      ${jumps.map(({ label, instant }) => html`<button class="quiet" name="instant" value="${instant}">${label}</button>`)}
    </form>
    <form class="fields until" method="post" action="/clock">
      ${textField('date', 'To a date', entered, { type: 'date', fallback: monthsAfter(today, 3) })}
      <div><button class="quiet">Move the clock</button></div>
    </form>`;
}

export function nextPart(look: Look): Markup {
  const events = nextEvents(look);
  if (events.length === 0) return html`<p class="muted">Time alone brings nothing more.</p>`;
  return html`<ol class="next-events">
    ${events.map(
      ({ on, what }) => html`<li><span class="when muted">${formatDate(on)}</span> <span>${what}</span></li>`,
    )}
  </ol>`;
}
