import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PartyRole } from '../../core/facts/fact.ts';
import { NOTCHED_LENGTH, notchesOf } from './tally-stick.ts';

export const serif = `'IBM Plex Serif',Georgia,'Times New Roman',serif`;
export const sans = `'IBM Plex Sans','Helvetica Neue',Helvetica,Arial,sans-serif`;

export const ink = {
  text: '#1f1c18',
  muted: '#685f53',
  accent: '#7b4a21',
  rule: '#d8d1c4',
  paper: '#ffffff',
  page: '#f3f0ea',
} as const;

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const GRIP = 14;

/** The two halves as rows of coloured cells, because mail readers drop SVG: one's own dark, the other's pale. */
export function stickRows(tallyCode: string, party: PartyRole): Markup {
  const cells = cellsOf(tallyCode);
  const half = (holder: PartyRole, gripColour: string) => {
    const colour = holder === party ? ink.accent : ink.rule;
    return html`<tr>
      <td width="${GRIP}%" bgcolor="${gripColour}" style="${bar(6)}background:${gripColour};"></td>
      ${cells.map(({ widthPercent, isNotch }) =>
        isNotch
          ? html`<td width="${widthPercent}%" style="${bar(6)}"></td>`
          : html`<td width="${widthPercent}%" bgcolor="${colour}" style="${bar(6)}background:${colour};"></td>`,
      )}
    </tr>`;
  };
  // The consultant is the creditor, so the consultant's is the stock: the longer half, with the grip.
  return html`<table
    role="presentation"
    aria-hidden="true"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border="0"
    style="margin-top:8px;table-layout:fixed;"
  >
    ${half('consultant', party === 'consultant' ? ink.accent : ink.rule)}
    <tr>
      <td colspan="${cells.length + 1}" style="${bar(2)}"></td>
    </tr>
    ${half('client', 'transparent')}
  </table>`;
}

function cellsOf(tallyCode: string): { widthPercent: string; isNotch: boolean }[] {
  const cells: { widthPercent: string; isNotch: boolean }[] = [];
  const push = (units: number, isNotch: boolean) => {
    // Layout, not money: a share of the line in percent.
    cells.push({ widthPercent: ((units / NOTCHED_LENGTH) * (100 - GRIP)).toFixed(2), isNotch });
  };
  let end = 0;
  for (const { at, halfWidth } of notchesOf(tallyCode)) {
    push(at - halfWidth - end, false);
    push(2 * halfWidth, true);
    end = at + halfWidth;
  }
  push(NOTCHED_LENGTH - end, false);
  return cells;
}

function bar(height: number): string {
  return `height:${height}px;font-size:0;line-height:0;padding:0;`;
}
