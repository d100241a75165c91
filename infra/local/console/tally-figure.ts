import { html } from 'hono/html';
import { NOTCHED_LENGTH, notchesOf } from '../../../shared/adapters/documents/tally-stick.ts';
import type { Markup } from '../page.ts';

export interface TallyCodes {
  /** What each half prints; undefined while it has not been mailed, or when it prints none. */
  readonly client: string | undefined;
  readonly consultant: string | undefined;
  /** What the sealed statement has on record. */
  readonly sealed: string;
  /** What its figures give when the code is worked out again here. */
  readonly recomputed: string;
}

const GRIP = 72;
const HALF = 15;

/** The two halves of the stick with their notches, laid together when all codes are the same, apart when not. */
export function tallyFigure(codes: TallyCodes): Markup {
  const { client, consultant, sealed, recomputed } = codes;
  const isMailed = client !== undefined && consultant !== undefined;
  const matches = isMailed && client === consultant && client === sealed && sealed === recomputed;
  const gap = matches ? 2 : 14;
  const badge = matches
    ? html`<span class="badge good">✓ the halves match</span>`
    : isMailed || sealed !== recomputed
      ? html`<span class="badge bad">✗ the halves do not match</span>`
      : html`<span class="badge warn">both halves are not there yet</span>`;
  const row = (name: string, code: string | undefined): Markup =>
    html`<dt>${name}</dt>
      <dd class="id ${code === sealed ? '' : 'differs'}">${code ?? 'none'}</dd>`;
  return html`<section class="card tally" aria-label="Tally">
    <svg viewBox="0 0 ${GRIP + NOTCHED_LENGTH} ${2 * HALF + 16}" aria-hidden="true">
      ${half(consultant, 0, { from: 0, name: 'stock' })} ${half(client, HALF + gap, { from: GRIP, name: 'foil' })}
    </svg>
    <div>
      <p class="verdict">${badge}</p>
      <dl class="facts">
        ${row('The consultant’s half', consultant)} ${row('The client’s half', client)} ${row('On record', sealed)}
        ${row('Worked out again from its figures', recomputed)}
      </dl>
    </div>
  </section>`;
}

/** The consultant, who is owed, holds the stock, with the grip; the client holds the foil. */
function half(code: string | undefined, y: number, { from, name }: { from: number; name: string }): Markup {
  if (code === undefined) {
    return html`<rect
      class="missing"
      x="${from + 0.5}"
      y="${y + 0.5}"
      width="${GRIP + NOTCHED_LENGTH - from - 1}"
      height="${HALF - 1}"
    />`;
  }
  return html`<path class="${name}" d="${outline(code, y, from)}" />`;
}

/** One half as pieces of wood between its notches. */
function outline(code: string, y: number, from: number): string {
  let path = '';
  let start = from;
  for (const { at, halfWidth } of notchesOf(code)) {
    path += piece(start, GRIP + at - halfWidth, y);
    start = GRIP + at + halfWidth;
  }
  return path + piece(start, GRIP + NOTCHED_LENGTH, y);
}

function piece(from: number, to: number, y: number): string {
  return `M${from} ${y}H${to}V${y + HALF}H${from}Z`;
}

export const TALLY_STYLES = `
.tally { display: grid; grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr); gap: 1rem 2.5rem; align-items: center; }
.tally svg { display: block; width: 100%; height: auto; }
.tally .stock { fill: #7a4b1e; } .tally .foil { fill: #a97c4e; } .tally .missing { fill: none; stroke: var(--line-strong); stroke-dasharray: 4 4; }
.tally .verdict { margin: 0 0 .25rem; } .tally .verdict .badge { font-size: .9375rem; font-weight: 600; padding: .2rem .7rem; }
.tally dl.facts { margin: .5rem 0 0; font-size: .8125rem; gap: .1rem 1rem; } .tally .differs { color: var(--bad); font-weight: 600; }
@media (max-width: 52rem) { .tally { grid-template-columns: 1fr; } }
`;
