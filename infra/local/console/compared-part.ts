import { html } from 'hono/html';
import type { ReconciliationReport } from '../../../shared/app/reconciliation-report.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import type { Difference } from '../../../shared/core/ledger/difference.ts';
import type { Equation } from '../../../shared/core/ledger/equations.ts';
import { formatAmount, formatMoney } from '../../../shared/core/money/format-money.ts';
import { comparedWords } from '../../../shared/core/statement/compared.ts';
import type { Markup } from '../page.ts';
import type { ConsoleOptions } from './console-options.ts';
import type { Look } from './look.ts';

const WORDS: Readonly<Record<Equation['name'], string>> = {
  income: 'Billed, less credit notes',
  receivable: 'Still to be paid',
  cash: 'Paid, less refunds',
};

/** How Stripe and the books last compared: the three equations, and each difference with why and what to do. */
export async function comparedPart(options: ConsoleOptions, { view }: Look): Promise<Markup> {
  const query = `?contract=${encodeURIComponent(options.contractId)}`;
  const report = fromPlain<ReconciliationReport>(await options.api.get(`/api/reconciliations${query}`));
  const [result] = report.results;
  return html`<h2 id="compared">Stripe and the books</h2>
    ${
      view.compared === undefined || result === undefined
        ? html`<p class="muted">
            Nothing has been compared yet. It happens every day at 05:30 UTC, and whenever somebody runs
            <code>npx tallystick reconcile</code>.
          </p>`
        : html`<p>${comparedWords(view.compared)}.</p>
            ${equationsOf(result)} ${result.differences.map((difference) => differenceOf(difference, result.currency))}`
    }`;
}

function equationsOf({ equations, currency }: ReconciliationReport['results'][number]): Markup {
  if (equations.length === 0) return html``;
  const amount = (minor: bigint): string => formatAmount(minor, currency);
  return html`<table class="trial">
    <thead>
      <tr>
        <th>In ${currency}</th>
        <th class="num">At Stripe</th>
        <th class="num">In the books</th>
        <th class="num">Difference</th>
      </tr>
    </thead>
    <tbody>
      ${equations.map(
        ({ name, atStripeMinor, inBooksMinor, differenceMinor }) =>
          html`<tr>
            <td>${WORDS[name]}</td>
            <td class="num">${amount(atStripeMinor)}</td>
            <td class="num">${amount(inBooksMinor)}</td>
            <td class="num">${amount(differenceMinor)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function differenceOf({ id, why, todo, ...minors }: Difference, currency: string): Markup {
  const { incomeMinor, receivableMinor, cashMinor } = minors;
  const parts = { billed: incomeMinor, 'to be paid': receivableMinor, paid: cashMinor };
  const said = Object.entries(parts)
    .filter(([, minor]) => minor !== 0n)
    .map(([what, minor]) => `${what} ${formatMoney(minor, currency)}`);
  return html`<section class="card" style="margin-top: 1.25rem">
    <h3><span class="id">${id}</span></h3>
    <p>${why}</p>
    <p class="muted small">At Stripe less in the books: ${said.length === 0 ? 'nothing' : said.join(', ')}.</p>
    <p>${todo}</p>
  </section>`;
}
