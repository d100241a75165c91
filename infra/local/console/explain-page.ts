import { html } from 'hono/html';
import type { explainReceivable } from '../../../shared/app/view-contract.ts';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import type { Posting } from '../../../shared/core/ledger/posting.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { factList, type Markup } from '../page.ts';
import type { ConsoleOptions } from './console-options.ts';
import { factTable } from './facts-page.ts';
import { consolePage } from './frame.ts';
import { clockTime, contractPath, type Look } from './look.ts';
import { hostedPage, invoicesOf, type InvoiceState } from './open-invoices.ts';

type Explanation = Awaited<ReturnType<typeof explainReceivable>>;

/** Why one receivable is what it is: each posting with its working, its invoice and its hash, and the facts behind it. */
export async function explainPage(options: ConsoleOptions, look: Look, receivableId: string): Promise<Response> {
  const answer = await options.api.get(contractPath(options, 'receivables', receivableId));
  const { postings, facts } = fromPlain<Explanation>(answer);
  const last = postings.at(-1);
  const body = html`
    <p class="lede">
      <span class="id">${receivableId}</span>
      ${last === undefined ? '' : html`· ${formatMoney(last.totalMinor, last.currency)} in all, under clause ${last.clause}`}
    </p>
    ${postings.map((posting) => postingPart(posting, options, look))}
    <h2>The facts behind it</h2>
    ${
      facts.length === 0
        ? html`<p class="muted">None besides the terms: time alone brought it.</p>`
        : factTable(facts, look.view.terms)
    }
  `;
  return consolePage({ place: '/ledger', title: postings[0]?.description ?? receivableId, body, styles: STYLES });
}

function postingPart(posting: Posting, options: ConsoleOptions, look: Look): Markup {
  const invoice = invoicesOf(look).find(({ intent }) => intent.posting === posting.id);
  const hash = `/workings/${encodeURIComponent(options.contractId)}/${encodeURIComponent(posting.workingHash)}`;
  return html`<section class="card">
    <h2>
      ${posting.corrects === undefined ? 'Charged' : 'Corrected'} on ${formatDate(posting.effectiveOn)}:
      ${formatMoney(posting.amountMinor, posting.currency)}
    </h2>
    ${steps(posting)}
    ${factList([
      ['Posting', html`<span class="id">${posting.id}</span>`],
      ['Corrects', posting.corrects === undefined ? undefined : html`<span class="id">${posting.corrects}</span>`],
      ['Due', posting.amountMinor > 0n ? formatDate(posting.dueOn) : undefined],
      ['At Stripe', invoice === undefined ? undefined : invoiceWords(invoice, options.stripe.origin())],
      ['Booked as of', clockTime(posting.asOf, look.view.terms.timeZone)],
      ['Terms and rules', `version ${posting.termsVersion}, rules ${posting.rules}`],
      ['Hash of the working', html`<a class="id" href="${hash}">${posting.workingHash}</a>`],
      ['Hash of the inputs', html`<span class="id">${posting.inputsHash}</span>`],
    ])}
  </section>`;
}

function steps(posting: Posting): Markup {
  return html`<ol class="working">
    ${posting.working.map(
      (step) =>
        html`<li>
          <span class="badge">${step.clause}</span>
          <span>${step.what}</span>
          <strong>${step.figures}</strong>
        </li>`,
    )}
  </ol>`;
}

/** `Invoice 4F2A-0003, paid`, with the way to the page that Stripe hosts. */
function invoiceWords({ intent, remainingMinor, overdue }: InvoiceState, stripeOrigin: string): Markup {
  const href = hostedPage(stripeOrigin, intent.invoice);
  const name =
    intent.kind === 'credit-note'
      ? `Credit note ${intent.creditNote ?? ''} on the invoice`
      : `Invoice ${intent.invoiceNumber ?? intent.invoice ?? ''}`;
  const state =
    intent.state === 'pending'
      ? 'on its way'
      : intent.state === 'waiting'
        ? `waits for a person: ${intent.note ?? ''}`
        : intent.kind === 'credit-note'
          ? 'issued'
          : remainingMinor === 0n
            ? 'paid'
            : `open, ${formatMoney(remainingMinor, intent.currency)}${overdue ? ', overdue' : ''}`;
  return html`${href === undefined ? name : html`<a href="${href}">${name}</a>`}, ${state}`;
}

const STYLES = `
.working { list-style: none; margin: 0 0 1.25rem; padding: 0; }
.working li { display: grid; grid-template-columns: 3rem minmax(0, 1fr) minmax(0, 1fr); gap: .25rem 1rem; padding: .6rem 0; border-bottom: 1px solid var(--line); font-size: .9375rem; }
.working strong { text-align: right; font-weight: 600; font-variant-numeric: tabular-nums lining-nums; overflow-wrap: anywhere; }
.working .badge { justify-self: start; align-self: start; }
.card h2 { margin-top: 0; }
@media (max-width: 40rem) { .working li { grid-template-columns: 2.75rem minmax(0, 1fr); } .working strong { grid-column: 2; text-align: left; } }
`;
