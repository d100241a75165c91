import { html } from 'hono/html';
import type { ContractView } from '../../../shared/app/view-contract.ts';
import { formatShortDate } from '../../../shared/core/calendar/format-date.ts';
import type { LedgerLine } from '../../../shared/core/ledger/posting.ts';
import { formatAmount, formatMoney } from '../../../shared/core/money/format-money.ts';
import type { Markup } from '../page.ts';
import { comparedPart } from './compared-part.ts';
import type { ConsoleOptions } from './console-options.ts';
import { consolePage, explainHref } from './frame.ts';
import { receivableOf, type Look } from './look.ts';

type LedgerRow = ContractView['ledger'][number];

/** The double entry ledger in the order of booking, with what the client owed after each entry. */
export async function ledgerPage(options: ConsoleOptions, look: Look): Promise<Response> {
  const { view } = look;
  const { currency } = view.terms;
  const body = html`
    <p class="lede">
      ${view.ledger.length === 1 ? 'One entry' : `${view.ledger.length} entries`} in ${currency}, each with its two
      sides. The balance is what the client owes after the entry: ${formatMoney(view.balanceMinor, currency)} in the
      end.
    </p>
    ${view.ledger.length === 0 ? html`<p class="muted">Nothing is in the books yet.</p>` : journal(view)}
    ${
      view.ledger.length === 0
        ? ''
        : html`<h2>Trial balance</h2>
            ${trialBalance(view)}`
    }
    ${await comparedPart(options, look)}
  `;
  return consolePage({ place: '/ledger', title: 'Ledger', body, styles: STYLES });
}

function journal(view: ContractView): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Entries">
    <table class="journal">
      <thead>
        <tr>
          <th class="num">No.</th>
          <th>Counts on</th>
          <th class="entry">Entry</th>
          <th>Account</th>
          <th class="num side">Debit</th>
          <th class="num side">Credit</th>
          <th class="num">Balance</th>
        </tr>
      </thead>
      ${view.ledger.map((entry) => entryRows(entry, view))}
    </table>
  </div>`;
}

function entryRows(entry: LedgerRow, view: ContractView): Markup {
  const { currency, lines } = entry;
  const side = (minor: bigint): string => (minor === 0n ? '' : formatAmount(minor, currency));
  const cells = ({ account, debitMinor, creditMinor }: LedgerLine): Markup =>
    html`<td class="account ${creditMinor > 0n ? 'credit' : ''}">${accountName(account)}</td>
      <td class="num side">${side(debitMinor)}</td>
      <td class="num side">${side(creditMinor)}</td>`;
  const [first, ...rest] = lines;
  return html`<tbody>
    <tr>
      <td class="num number muted" rowspan="${lines.length}">${entry.number}</td>
      <td class="when" rowspan="${lines.length}">${formatShortDate(entry.effectiveOn)}</td>
      <td class="entry" rowspan="${lines.length}">
        <a href="${explainHref(receivableOf(view, entry.posting))}">${entry.description}</a>
        <div class="small muted">clause ${entry.clause}</div>
      </td>
      ${first === undefined ? '' : cells(first)}
      <td class="num balance" rowspan="${lines.length}">${formatAmount(entry.balanceMinor, currency)}</td>
    </tr>
    ${rest.map(
      (line) =>
        html`<tr>
          ${cells(line)}
        </tr>`,
    )}
  </tbody>`;
}

function trialBalance(view: ContractView): Markup {
  const { currency } = view.terms;
  const accounts = new Map<string, { debitMinor: bigint; creditMinor: bigint }>();
  for (const { account, debitMinor, creditMinor } of view.ledger.flatMap((entry) => entry.lines)) {
    const sum = accounts.get(account) ?? { debitMinor: 0n, creditMinor: 0n };
    accounts.set(account, { debitMinor: sum.debitMinor + debitMinor, creditMinor: sum.creditMinor + creditMinor });
  }
  const total = (side: 'debitMinor' | 'creditMinor'): bigint =>
    [...accounts.values()].reduce((sum, account) => sum + account[side], 0n);
  const row = (name: string, sums: { debitMinor: bigint; creditMinor: bigint }): Markup =>
    html`<tr>
      <td>${name}</td>
      <td class="num">${formatAmount(sums.debitMinor, currency)}</td>
      <td class="num">${formatAmount(sums.creditMinor, currency)}</td>
    </tr>`;
  return html`<table class="trial">
    <thead>
      <tr>
        <th>Account</th>
        <th class="num">Debits</th>
        <th class="num">Credits</th>
      </tr>
    </thead>
    <tbody>
      ${[...accounts].map(([account, sums]) => row(accountName(account), sums))}
    </tbody>
    <tfoot>
      ${row('Both sides', { debitMinor: total('debitMinor'), creditMinor: total('creditMinor') })}
    </tfoot>
  </table>`;
}

function accountName(account: string): string {
  const words = account.replace(':', ': ').replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const STYLES = `
.journal { min-width: 44rem; } .journal td { border-bottom: 0; padding-top: .2rem; padding-bottom: .2rem; } .journal tbody { border-bottom: 1px solid var(--line); }
.journal tbody tr:first-child td { padding-top: .55rem; } .journal tbody tr:last-child td, .journal td[rowspan] { padding-bottom: .55rem; }
.journal .entry { width: 42%; } .journal .side, .journal .side:last-child { width: 7.5rem; padding-right: .75rem; }
.journal .account { white-space: nowrap; color: var(--soft); font-size: .875rem; } .journal .account.credit { padding-left: 1rem; }
.trial { max-width: 32rem; }
@media (max-width: 44rem) {
  .journal, .journal tbody { display: block; min-width: 0; } .journal thead, .journal .number { display: none; } .journal tr { display: contents; }
  .journal tbody { display: grid; grid-template-columns: 1fr 5.5rem 5.5rem; gap: .1rem .5rem; padding: .75rem 0; }
  .journal tbody tr td, .journal tbody tr:first-child td, .journal td[rowspan] { padding: 0; } .journal .side, .journal .side:last-child { width: auto; padding: 0; }
  .journal .when { order: 1; } .journal .balance { order: 1; grid-column: 2 / -1; font-weight: 600; } .journal .balance::before { content: 'balance '; font-weight: 400; color: var(--soft); }
  .journal .entry { order: 2; grid-column: 1 / -1; width: auto; } .journal .account, .journal .side { order: 3; } .journal tbody .account.credit { padding-left: 1rem; }
}
`;
