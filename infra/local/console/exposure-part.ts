import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import type { Exposure, ExposureItem } from '../../../shared/core/introductions/exposure.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import type { ContractView } from '../../../shared/app/view-contract.ts';
import type { Markup } from '../page.ts';

/** What the client would owe, and so the consultant be owed, if the fundings that are open closed today. */
export function exposurePart(exposure: Exposure, { terms }: ContractView): Markup {
  const { items, totalMinor, currency, asOfOn } = exposure;
  if (items.length === 0) {
    return html`<h2 id="exposure">If the open deals closed</h2>
      <p class="muted">No open deal is known of. A CRM that is connected tells of them, and so may a person.</p>`;
  }
  const consultant = terms.consultant.name;
  return html`<h2 id="exposure">If the open deals closed</h2>
    <p>
      ${terms.client.name} would owe ${consultant} <strong>${formatMoney(totalMinor, currency)}</strong> more, had they
      all closed on ${formatDate(asOfOn)}. Nothing of it is owed yet.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Open deal</th>
            <th>Stage</th>
            <th class="num">Funding</th>
            <th class="num">Fee</th>
          </tr>
        </thead>
        <tbody>
          ${items.map((item) => itemRow(item, currency))}
        </tbody>
      </table>
    </div>`;
}

function itemRow(
  { investor, stage, expectedOn, fundingMinor, currency, feeMinor, note }: ExposureItem,
  own: string,
): Markup {
  return html`<tr>
    <td>${investor} ${note === undefined ? '' : html`<div class="small muted">${note}</div>`}</td>
    <td>
      ${stage}
      ${expectedOn === undefined ? '' : html`<div class="small muted">expected on ${formatDate(expectedOn)}</div>`}
    </td>
    <td class="num">${formatMoney(fundingMinor, currency)}</td>
    <td class="num">${formatMoney(feeMinor, own)}</td>
  </tr>`;
}
