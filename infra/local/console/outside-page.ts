import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { headerOf, decodeWords } from '../ses/mime-message.ts';
import type { Markup } from '../page.ts';
import type { ConsoleOptions } from './console-options.ts';
import { consolePage, explainHref } from './frame.ts';
import { clockTime, type Look } from './look.ts';
import { hostedPage, invoicesOf, type InvoiceState } from './open-invoices.ts';

const RECENT_MAILS = 8;

/** The world outside the system, all of it on this machine: the mail, the client's CRM, Stripe. */
export function outsidePage(options: ConsoleOptions, look: Look): Promise<Response> {
  const inbox = `${options.sesOrigin()}/inbox`;
  const mails = options.ses.messages();
  const invoices = invoicesOf(look).toReversed();
  const body = html`
    <p class="lede">Stand-ins on this machine for the services that Tallystick works with. Nothing leaves it.</p>
    <div class="cards">
      ${door('Mail', inbox, `${mails.length} messages that Amazon SES would have sent, with their PDFs.`)}
      ${door('Mail that comes in', `${options.sesOrigin()}/inbound`, 'Write an e-mail of the consultant that copies the register of introductions.')}
      ${door('The client’s CRM', `${options.crmOrigin()}/`, 'Close, correct and reverse deals; see each signed webhook.')}
      ${door(
        'Stripe',
        `${options.stripe.origin()}/operator`,
        `${invoices.length} invoices and credit notes: pay part of one, refund, dispute, void or edit it by hand; make Stripe fail.`,
      )}
    </div>
    <h2>Last messages</h2>
    ${mails.length === 0 ? html`<p class="muted">No message yet.</p>` : ''}
    <ul class="lines">
      ${mails
        .slice(-RECENT_MAILS)
        .toReversed()
        .map(
          (mail) =>
            html`<li>
              <a href="${inbox}/${encodeURIComponent(mail.messageId)}"
                >${decodeWords(headerOf(mail.headers, 'subject') ?? '') || '(no subject)'}</a
              >
              <span class="small muted">
                to ${mail.recipients.map(({ address }) => address).join(', ')},
                ${clockTime(mail.sentAt, look.view.terms.timeZone)}
              </span>
            </li>`,
        )}
    </ul>
    <h2 id="stripe">Invoices and credit notes at Stripe</h2>
    ${invoices.length === 0 ? html`<p class="muted">None yet.</p>` : ''}
    <ul class="lines">
      ${invoices.map((state) => invoiceLine(state, options.stripe.origin()))}
    </ul>
  `;
  return consolePage({ place: '/inbox', title: 'Mail, CRM and Stripe', body, styles: STYLES });
}

function door(name: string, href: string, words: string): Markup {
  return html`<section class="card">
    <h3><a href="${href}">${name}</a></h3>
    <p>${words}</p>
  </section>`;
}

function invoiceLine({ intent, remainingMinor, overdue }: InvoiceState, stripeOrigin: string): Markup {
  const href = hostedPage(stripeOrigin, intent.invoice);
  const name = intent.kind === 'credit-note' ? `Credit note ${intent.creditNote ?? ''}` : (intent.invoiceNumber ?? '');
  const isPaid = intent.kind === 'invoice' && intent.state === 'done' && remainingMinor === 0n;
  const state =
    intent.state === 'done' ? (isPaid ? 'paid' : intent.kind === 'invoice' ? 'open' : 'issued') : intent.state;
  return html`<li>
    <span>
      ${href === undefined ? name : html`<a href="${href}">${name}</a>`}
      <span class="badge ${isPaid ? 'good' : overdue ? 'warn' : ''}">${overdue ? 'overdue' : state}</span>
    </span>
    <span class="small muted">
      <a href="${explainHref(intent.receivableId)}">${intent.description}</a>,
      ${formatMoney(intent.amountMinor, intent.currency)}, due ${formatDate(intent.dueOn)}
    </span>
  </li>`;
}

const STYLES = `
.lines { list-style: none; margin: 0; padding: 0; } .lines li { padding: .6rem 0; border-top: 1px solid var(--line); display: grid; gap: .1rem; }
.card h3 { margin: 0 0 .25rem; } .card p { font-size: .9375rem; }
`;
