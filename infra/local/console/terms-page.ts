import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { mostADayOf } from '../../../shared/core/ledger/day-limit.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { describeTerm } from '../../../shared/core/terms/describe-term.ts';
import { questionOf } from '../../../shared/core/terms/silences.ts';
import { SILENT_CORRECTIONS, type Party, type Terms } from '../../../shared/core/terms/terms.ts';
import { factList, type Markup } from '../page.ts';
import { consolePage } from './frame.ts';
import type { Look } from './look.ts';

/** The contract file in words. */
export function termsPage({ view }: Look): Promise<Response> {
  const { terms, versions } = view;
  const body = html`
    <p class="lede">
      ${terms.title}, dated ${formatDate(terms.dated)}. Dates are read in ${terms.timeZone}; amounts are in
      ${terms.currency}.
    </p>
    <div class="cards">${party('The client', terms.client)} ${party('The consultant', terms.consultant)}</div>
    <h2>Clauses</h2>
    ${clauses(terms)}
    <h2>Bounds</h2>
    ${bounds(terms)}
    <h2>People</h2>
    ${people(terms)}
    <h2>What the agreement leaves unsaid, and how it is read</h2>
    ${readings(terms)}
    <h2>Versions</h2>
    <ul>
      ${versions.map(
        ({ version, effectiveOn, termsHash }) =>
          html`<li>Version ${version}, from ${formatDate(effectiveOn)}, hash <span class="id">${termsHash}</span></li>`,
      )}
    </ul>
  `;
  return consolePage({ place: '/terms', title: 'Terms', body, styles: STYLES });
}

function party(role: string, { name, address, statementsTo }: Party): Markup {
  return html`<section class="card party">
    <p class="small muted">${role}</p>
    <h3>${name}</h3>
    <p>${address.map((line) => html`${line}<br />`)}</p>
    <p class="small">Statements to <span class="id">${statementsTo.join(', ')}</span></p>
  </section>`;
}

function clauses(terms: Terms): Markup {
  const services = html`The consultant is to
    <ul>
      ${terms.services.items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
  const gate = terms.licenceGate.on
    ? 'A fee waits until a licence or exemption that covers the day of the closing is on record.'
    : 'Off: no fee waits for a licence or exemption.';
  const rows = [
    { clause: terms.services.clause, name: 'Services', words: services },
    ...terms.terms.map((term) => ({
      clause: term.clause,
      name: term.name,
      words: describeTerm(term, terms.currency),
    })),
    ...terms.covenants.map(({ clause, summary }) => ({ clause, name: 'Covenant', words: summary })),
    { clause: terms.licenceGate.clause, name: 'Licence gate', words: gate },
  ];
  const inOrder = rows.toSorted((a, b) => a.clause.localeCompare(b.clause, 'en', { numeric: true }));
  return html`<dl class="clauses">
    ${inOrder.map(
      ({ clause, name, words }) =>
        html`<div class="clause">
          <dt><span class="badge">${clause}</span> ${name}</dt>
          <dd>${words}</dd>
        </div>`,
    )}
  </dl>`;
}

function bounds({ bounds, currency, corrections = SILENT_CORRECTIONS }: Terms): Markup {
  return factList([
    ['A person approves', `any difference above ${formatMoney(bounds.approvalAboveMinor, currency)}, either way`],
    ['A person is asked', `when more than ${bounds.catchUpPeriods} retainer periods are behind at once`],
    ['And also', `when more than ${formatMoney(mostADayOf(bounds), currency)} would be invoiced in one day`],
    ['Too much paid', corrections.onPaid === 'refund' ? 'is refunded' : 'is credited to the next invoice'],
  ]);
}

function people(terms: Terms): Markup {
  return factList(terms.people.map(({ name, party, may }) => [name, `for the ${party}; may ${may.join(', ')}`]));
}

function readings({ readings }: Terms): Markup {
  return html`<div class="readings">
    ${readings.map(
      (reading) =>
        html`<section>
          <h3><span class="badge">${reading.clause}</span> ${questionOf(reading)}</h3>
          <p>${reading.reading}</p>
          <p class="small muted">
            ${reading.alternatives.length === 0 ? '' : html`Otherwise: ${reading.alternatives.join(' Or: ')} `}Read so
            by ${reading.takenBy} on ${formatDate(reading.takenOn)}.
          </p>
        </section>`,
    )}
  </div>`;
}

const STYLES = `
.party h3 { margin: 0 0 .25rem; } .party p { margin-bottom: .5rem; }
.clauses { margin: 0; } .clause { display: grid; grid-template-columns: 12rem 1fr; gap: .25rem 1.5rem; padding: .75rem 0; border-top: 1px solid var(--line); }
.clause dt { font-weight: 600; } .clause dd { margin: 0; max-width: 44rem; } .clause ul { margin: .25rem 0 0; padding-left: 1.1rem; }
.readings { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 2.5rem; }
.readings section { border-top: 1px solid var(--line); padding: .9rem 0 .4rem; } .readings h3 { margin: 0 0 .35rem; font-size: .9375rem; } .readings p { margin: 0 0 .35rem; font-size: .9375rem; } .readings p.small { font-size: .8125rem; }
@media (max-width: 40rem) { .clause { grid-template-columns: 1fr; } .readings { grid-template-columns: 1fr; } }
`;
