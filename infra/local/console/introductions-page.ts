import { html } from 'hono/html';
import type { IntroductionsView } from '../../../shared/app/view-introductions.ts';
import { formatShortDate } from '../../../shared/core/calendar/format-date.ts';
import { chainHead } from '../../../shared/core/introductions/chain.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';
import type { Deal } from '../crm/deal.ts';
import type { Markup } from '../page.ts';
import { closingOutcomes, type ClosingOutcome } from './closing-outcome.ts';
import type { ConsoleOptions } from './console-options.ts';
import { consolePage, explainHref, problemNotice } from './frame.ts';
import { introductionCards } from './introduction-card.ts';
import { exposurePart } from './exposure-part.ts';
import { contractPath, type Look } from './look.ts';

/** The register of introductions, what each closing came to and why, and what the open deals would come to. */
export async function introductionsPage(
  options: ConsoleOptions,
  look: Look,
  {
    problems = [],
    done,
    status = 200,
  }: { problems?: readonly string[]; done?: string | undefined; status?: number } = {},
): Promise<Response> {
  const introductions = introductionCards(look);
  const { hash, entries } = chainHead(look.view.head.contractId, look.view.facts);
  const outcomes = closingOutcomes(look);
  const { exposure } = fromPlain<IntroductionsView>(await options.api.get(contractPath(options, 'introductions')));
  const deals = new Map(options.crm.deals().map((deal) => [deal.id, deal]));
  const body = html`
    <p class="lede">
      Whom the consultant introduced, and what came of it. A closing earns a fee by itself only when a CRM id or a full
      e-mail address is the same, and the introduction was recorded before the closing was first reported.
    </p>
    ${problemNotice(problems)} ${done === undefined ? '' : html`<p class="notice good" role="status">${done}</p>`}
    <h2>Register</h2>
    ${
      introductions.length === 0
        ? html`<p class="muted">Nobody has been introduced yet.</p>`
        : html`<div class="cards">${introductions}</div>`
    }
    <p class="small muted">Entries linked by hash: ${entries}. The last link is <span class="id">${hash}</span></p>
    <h2 id="closings">Closings</h2>
    ${outcomes.length === 0 ? html`<p class="muted">No closing has been reported yet.</p>` : ''}
    ${outcomes.map((outcome) => closingPart(outcome, look, deals.get(outcome.closing.state.externalId)))}
    ${exposurePart(exposure, look.view)}
  `;
  return consolePage({ place: '/introductions', title: 'Introductions', body, styles: STYLES, status });
}

const BADGES = {
  fee: { look: 'good', words: 'fee' },
  'no-fee': { look: '', words: 'no fee' },
  waiting: { look: 'warn', words: 'a person decides' },
  'to-come': { look: '', words: 'to come' },
} as const;

function closingPart(outcome: ClosingOutcome, look: Look, deal: Deal | undefined): Markup {
  const { closing, fee, kind, reason } = outcome;
  const { state } = closing;
  const badge = BADGES[kind];
  const booked = fee === undefined ? undefined : formatMoney(fee.bookedMinor, look.view.terms.currency);
  return html`<section class="closing-row">
    <div class="when muted">${formatShortDate(state.closedOn)}</div>
    <div>
      <strong>${nameOf(state.investor)}</strong>
      <div class="small muted">
        ${state.description ?? ''} <span class="id">${state.externalId}</span> · <span class="id">${closing.id}</span>
      </div>
      <p class="below">${sentence(reason)}</p>
    </div>
    <div class="money">
      <div>${formatMoney(state.amountMinor, state.currency)}</div>
      <div>
        <span class="badge ${badge.look}">${badge.words}</span>
        ${fee === undefined ? '' : html`<a href="${explainHref(fee.receivableId)}">${booked}</a>`}
      </div>
    </div>
    ${deal?.stage === 'closed' ? changeForms(deal) : ''}
  </section>`;
}

/** What the client can still do to the deal in its CRM. */
function changeForms({ id, amount }: Deal): Markup {
  const path = `/deals/${encodeURIComponent(id)}`;
  return html`<details>
    <summary class="small">Change it in the CRM</summary>
    <form class="row" method="post" action="${path}/correct">
      <input name="amount" value="${amount}" inputmode="decimal" aria-label="Amount of ${id}" required />
      <button class="quiet">Correct the amount</button>
    </form>
    <form class="row" method="post" action="${path}/reverse">
      <input name="reason" placeholder="Reason" aria-label="Why ${id} fell through" required />
      <button class="quiet">It fell through</button>
    </form>
  </details>`;
}

function sentence(text: string): string {
  const begun = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

const STYLES = `
.introduction h3 { margin: 0 0 .35rem; } .introduction p { margin-bottom: .5rem; }
.closing-row { display: grid; grid-template-columns: 7rem 1fr 12rem; gap: .25rem 1.5rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.closing-row .money { text-align: right; font-variant-numeric: tabular-nums lining-nums; } .closing-row p { margin-bottom: .4rem; }
.closing-row details { grid-column: 2 / -1; } .closing-row details form { margin-top: .5rem; }
@media (max-width: 40rem) { .closing-row { grid-template-columns: 1fr; } .closing-row .money { text-align: left; } .closing-row details { grid-column: 1; } }
`;
