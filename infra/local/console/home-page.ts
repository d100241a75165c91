import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { daysAfter, monthsAfter, type PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import type { Compared } from '../../../shared/core/statement/compared.ts';
import { formatAmount, formatMoney } from '../../../shared/core/money/format-money.ts';
import type { Markup } from '../page.ts';
import type { ConsoleOptions } from './console-options.ts';
import type { Entered } from './entered.ts';
import { consolePage, explainHref, problemNotice } from './frame.ts';
import { clockPart, dealPart, invoicePart, nextPart } from './hands-on-part.ts';
import { clockTime, receivableOf, type Look } from './look.ts';
import { nextEvents } from './next-events.ts';
import { openInvoices } from './open-invoices.ts';
import { timelineOf } from './timeline.ts';
import { timelineFigure, TIMELINE_STYLES } from './timeline-svg.ts';
import { waitingPart } from './waiting-part.ts';

export interface HomeState {
  readonly look: Look;
  /** What the last button did, in one sentence. */
  readonly done?: string | undefined;
  readonly problems?: readonly string[];
  readonly entered?: Entered;
  readonly status?: number;
  /** The last day that the timeline shows; a month from now unless told. */
  readonly until?: PlainDate | undefined;
}

const RECENT_ENTRIES = 6;

/** The contract at a glance, and what a newcomer can do to it. */
export function homePage(options: ConsoleOptions, state: HomeState): Promise<Response> {
  const { look, done, problems = [], entered = {}, status = 200 } = state;
  const { terms, waiting } = look.view;
  const body = html`
    <p class="lede">
      ${terms.client.name} pays ${terms.consultant.name}. Dated ${formatDate(terms.dated)}, contract
      <span class="id">${terms.id}</span>.
    </p>
    ${problemNotice(problems)} ${done === undefined ? '' : html`<p class="notice good" role="status">${done}</p>`}
    ${figures(look)} ${waiting.length === 0 ? '' : html`<h2>Waiting for a person</h2>`}
    ${waitingPart(look.view, entered)} ${timelinePart(look, state.until)}
    <div class="hands-on">
      <section class="card">
        <h2>Close a deal</h2>
        ${dealPart(look, options.crm.deals(), entered)}
      </section>
      <section class="card" id="invoices">
        <h2>Pay an invoice</h2>
        ${invoicePart(look, options.stripe.origin())}
      </section>
      <section class="card">
        <h2>Move the clock</h2>
        ${clockPart(look, entered)}
      </section>
    </div>
    <div class="two">
      <section>
        <h2>Next, if nobody does anything</h2>
        ${nextPart(look)}
      </section>
      <section>
        <h2>Last entries</h2>
        ${lastEntries(look)}
      </section>
    </div>
  `;
  return consolePage({ place: '/', title: terms.title, body, status, styles: `${STYLES}${TIMELINE_STYLES}` });
}

function figures(look: Look): Markup {
  const { view, now, today } = look;
  const { currency, timeZone } = view.terms;
  const { balanceMinor } = view;
  const owes =
    balanceMinor === 0n ? 'nothing is owed' : balanceMinor < 0n ? 'in the client’s favour' : 'owed by the client';
  const [next] = nextEvents(look);
  return html`<dl class="figures">
    <div>
      <dt>Business date</dt>
      <dd>${formatDate(today)}<small>${clockTime(now, timeZone).split(', ')[1]}, ${timeZone}</small></dd>
    </div>
    <div>
      <dt>Balance</dt>
      <dd>
        ${formatMoney(balanceMinor < 0n ? -balanceMinor : balanceMinor, currency)}
        <small>${owes}${overdueWords(look)}</small>
      </dd>
    </div>
    <div>
      <dt>Waiting for a person</dt>
      <dd>
        ${view.waiting.length === 0 ? 'Nothing' : view.waiting.length}
        <small>${view.head.parked === undefined ? 'everything else runs by itself' : 'the contract is parked'}</small>
      </dd>
    </div>
    ${comparedFigure(look)}
    <div>
      <dt>Next</dt>
      <dd>${next === undefined ? 'Nothing' : formatDate(next.on)}<small>${next?.what.split(':')[0]}</small></dd>
    </div>
  </dl>`;
}

function comparedFigure({ view: { compared } }: Look): Markup {
  const said =
    compared === undefined
      ? 'Not compared yet'
      : { agrees: 'Agree', differs: 'Differ', failed: 'Not compared' }[compared.state];
  return html`<div>
    <dt>Stripe and the books</dt>
    <dd>
      <a href="/ledger#compared">${said}</a>
      <small>${compared === undefined ? 'every day at 05:30 UTC' : comparedSince(compared)}</small>
    </dd>
  </div>`;
}

function comparedSince({ on, state, count }: Compared): string {
  const day = formatDate(on);
  if (state === 'agrees') return `to the cent, compared on ${day}`;
  return state === 'failed'
    ? `tried on ${day}`
    : `in ${count === 1 ? 'one place' : `${count} places`}, compared on ${day}`;
}

function overdueWords(look: Look): string {
  const overdueMinor = openInvoices(look).reduce((sum, open) => sum + (open.overdue ? open.remainingMinor : 0n), 0n);
  if (overdueMinor === 0n) return '';
  return overdueMinor === look.view.balanceMinor
    ? ', all of it overdue'
    : `, ${formatAmount(overdueMinor, look.view.terms.currency)} of it overdue`;
}

function timelinePart(look: Look, until: PlainDate | undefined): Markup {
  const timeline = timelineOf(look, until);
  const later = until === undefined ? undefined : monthsAfter(until, 9);
  const isLast = later === undefined || later > monthsAfter(look.today, 1);
  return html`<h2 id="timeline">${formatDate(timeline.from)} to ${formatDate(timeline.to)}</h2>
    ${timelineFigure(timeline)}
    <p class="row small">
      ${timeline.earlierUntil === undefined ? '' : html`<a href="/?until=${daysAfter(timeline.earlierUntil, 14)}#timeline">Earlier</a>`}
      ${until === undefined ? '' : html`<a href="${isLast ? '/' : `/?until=${later}#timeline`}">Later</a>`}
    </p>`;
}

function lastEntries({ view }: Look): Markup {
  const last = view.ledger.slice(-RECENT_ENTRIES).toReversed();
  if (last.length === 0) return html`<p class="muted">Nothing is in the books yet.</p>`;
  return html`<table>
      <tbody>
        ${last.map(
          (entry) =>
            html`<tr>
              <td>
                <a href="${explainHref(receivableOf(view, entry.posting))}">${entry.description}</a>
                <div class="small muted">${formatDate(entry.effectiveOn)}</div>
              </td>
              <td class="num">${formatAmount(entry.amountMinor, entry.currency)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="more"><a href="/ledger">The whole ledger</a></p>`;
}

const STYLES = `
.question { border-color: var(--warn); } .question h3 { margin-bottom: .25rem; } .question p { margin-bottom: .6rem; }
@media (min-width: 50rem) { .question form.fields { grid-template-columns: 1.2fr 1.1fr 1.6fr auto; } }
.evidence { margin: 0 0 1rem; padding-left: 1.1rem; font-size: .9375rem; }
.hands-on { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1.25rem; align-items: start; margin-top: 2rem; }
.hands-on .card { margin: 0; } .hands-on h2 { font-size: 1rem; }
.hands-on form.fields { grid-template-columns: 1fr 1fr; } .hands-on label { min-width: 0; }
.invoices, .next-events { list-style: none; margin: 0; padding: 0; }
.invoices li + li { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.invoices form { margin-top: .5rem; } .invoices + details { margin-top: 1rem; } details .invoices { margin-top: .75rem; }
.hands-on form.next { margin-bottom: .75rem; } .hands-on form.next button { width: 100%; white-space: normal; }
.hands-on form.until { margin-top: 1rem; grid-template-columns: 1fr auto; }
.hands-on .row button.quiet { flex: 1; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; }
.next-events li { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 .75rem; padding: .6rem 0; border-bottom: 1px solid var(--line); font-size: .9375rem; }
@media (max-width: 50rem) { .two { grid-template-columns: 1fr; } }
@media (max-width: 40rem) { .next-events li { grid-template-columns: 1fr; } }
`;
