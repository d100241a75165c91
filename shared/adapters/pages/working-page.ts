import { html } from 'hono/html';
import { formatMoney } from '../../core/money/format-money.ts';
import type { WorkingRecord } from '../../ports/store.ts';

const STYLE = `body{font:16px/1.5 Georgia,'Times New Roman',serif;color:#1f2328;background:#fbfaf7;margin:0;padding:2rem 1rem}
main{max-width:44rem;margin:0 auto}h1{font-size:1.5rem;font-weight:600;margin:0 0 .25rem}
.amount{font-size:2rem;margin:.5rem 0 1.5rem}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid #ddd6c9}
th{font-weight:600;border-top:0;color:#7a4b1e}td:last-child{font-variant-numeric:tabular-nums}
footer{margin-top:2rem;color:#5b5f66;font-size:.85rem;overflow-wrap:anywhere}`;

/** Why one amount is what it is, step by step, for whoever holds the invoice. */
export async function workingPage(record: WorkingRecord): Promise<string> {
  const rows = record.working.map(
    (step) =>
      html`<tr>
        <td>${step.clause}</td>
        <td>${step.what}</td>
        <td>${step.figures}</td>
      </tr>`,
  );
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>Working of ${record.posting}</title>
        <link rel="stylesheet" href="data:text/css,${encodeURIComponent(STYLE)}" />
      </head>
      <body>
        <main>
          <h1>${record.description}</h1>
          <p>Clause ${record.clause} of the agreement</p>
          <p class="amount">${formatMoney(record.amountMinor, record.currency)}</p>
          <table>
            <thead>
              <tr>
                <th scope="col">Clause</th>
                <th scope="col">Step</th>
                <th scope="col">Figures</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>
          <footer>
            <p>
              Posting ${record.posting}. SHA-256 of this working, as printed with the invoice: ${record.workingHash}
            </p>
          </footer>
        </main>
      </body>
    </html>`;
  return (await page).toString();
}
