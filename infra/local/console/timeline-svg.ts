import { html } from 'hono/html';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { daysAfter, daysBetween, lastDayOfMonth, type PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { formatAmount } from '../../../shared/core/money/format-money.ts';
import type { Markup } from '../page.ts';
import type { MarkKind, Timeline, TimelineMark } from './timeline.ts';

/** Measures in units of the drawing, which is shown at about one unit a pixel. */
interface Plan {
  readonly width: number;
  readonly left: number;
  readonly laneHeight: number;
  readonly balanceHeight: number;
  /** Whether the names of the lanes stand before them (wide) or above them (narrow). */
  readonly namesBefore: boolean;
}

const WIDE: Plan = { width: 1040, left: 96, laneHeight: 50, balanceHeight: 96, namesBefore: true };
const NARROW: Plan = { width: 344, left: 2, laneHeight: 62, balanceHeight: 92, namesBefore: false };

const TOP = 22;
const RIGHT = 10;
const AXIS = 26;

const LANES: readonly { name: string; kinds: readonly MarkKind[] }[] = [
  { name: 'Investors', kinds: ['introduction', 'closing-fee', 'closing-no-fee', 'closing-waiting'] },
  { name: 'Charged', kinds: ['retainer', 'fee', 'correction'] },
  { name: 'Paid', kinds: ['payment'] },
  { name: 'Statements', kinds: ['statement'] },
];

const LEGEND: readonly (readonly [kind: MarkKind, words: string])[] = [
  ['introduction', 'introduction'],
  ['closing-fee', 'closing that earns a fee'],
  ['closing-no-fee', 'closing that earns none'],
  ['closing-waiting', 'closing undecided'],
  ['retainer', 'retainer'],
  ['fee', 'fee'],
  ['correction', 'correction'],
  ['payment', 'payment'],
  ['statement', 'statement'],
];

/** The timeline drawn twice, for wide and for narrow windows (a style shows one), with its legend. */
export function timelineFigure(timeline: Timeline): Markup {
  const used = new Set(timeline.marks.map((mark) => mark.kind));
  return html`<figure class="timeline">
    ${drawing(timeline, WIDE, 'wide')} ${drawing(timeline, NARROW, 'narrow')}
    <figcaption>
      ${LEGEND.filter(([kind]) => used.has(kind)).map(
        ([kind, words]) =>
          html`<span
            ><svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">${shape(kind)}</svg>${words}</span
          >`,
      )}
      ${timeline.late.length === 0 ? '' : html`<span><i class="late-key"></i>late, then caught up</span>`}
    </figcaption>
  </figure>`;
}

function drawing(timeline: Timeline, plan: Plan, name: string): Markup {
  const height = TOP + plan.balanceHeight + LANES.length * plan.laneHeight + AXIS;
  const label = `What was owed, charged, paid and stated from ${formatDate(timeline.from)} to ${formatDate(timeline.to)}`;
  const scale = (on: PlainDate): number => {
    const share = daysBetween(timeline.from, on) / daysBetween(timeline.from, timeline.to);
    return round(plan.left + share * (plan.width - plan.left - RIGHT));
  };
  const bottom = height - AXIS;
  return html`<svg class="${name}" viewBox="0 0 ${plan.width} ${height}" role="img" aria-label="${label}">
    ${months(timeline, plan, scale, bottom)} ${lateBands(timeline, scale, bottom)}
    ${balanceChart(timeline, plan, scale)}
    ${LANES.map((lane, index) => laneOf(lane, timeline, plan, scale, TOP + plan.balanceHeight + index * plan.laneHeight))}
    ${todayLine(timeline, scale, bottom)}
  </svg>`;
}

type Scale = (on: PlainDate) => number;

function months({ from, to }: Timeline, plan: Plan, scale: Scale, bottom: number): Markup[] {
  const marks: Markup[] = [];
  for (let first = daysAfter(lastDayOfMonth(from), 1); first <= to; first = daysAfter(lastDayOfMonth(first), 1)) {
    const x = scale(first);
    const [year = '', month = ''] = first.split('-');
    const isRoomy = plan.width - x > 24;
    const name = MONTHS[Number(month) - 1] ?? '';
    const words = month === '01' ? `${name} ${plan.namesBefore ? year : `’${year.slice(2)}`}` : name;
    marks.push(html`<line class="grid" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}" />`);
    if (isRoomy) marks.push(html`<text class="soft" x="${x + 2}" y="${bottom + 17}">${words}</text>`);
  }
  return marks;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function lateBands({ late, from, to }: Timeline, scale: Scale, bottom: number): Markup[] {
  return late.map((span) => {
    const [start, end] = [scale(span.from < from ? from : span.from), scale(span.to > to ? to : span.to)];
    const words = `What fell due from ${formatDate(span.from)} on was done on ${formatDate(span.to)}: nothing ran in between.`;
    return html`<rect
      class="late"
      x="${start}"
      y="${TOP - 6}"
      width="${round(end - start)}"
      height="${bottom - TOP + 6}"
    >
      <title>${words}</title>
    </rect>`;
  });
}

function balanceChart({ balance, currency, today, to }: Timeline, plan: Plan, scale: Scale): Markup {
  const floor = TOP + plan.balanceHeight - 20;
  const most = balance.reduce((most, point) => (point.balanceMinor > most ? point.balanceMinor : most), 1n);
  // Numbers for the layout alone: a height in the drawing, never an amount.
  const y = (minor: bigint): number => round(floor - (Number(minor) / Number(most)) * (floor - TOP - 18));
  const end = scale(to < today ? to : today);
  let path = `M${plan.left} ${floor}`;
  for (const { on, balanceMinor } of balance) path += `H${scale(on)}V${y(balanceMinor)}`;
  const highest = balance.find((point) => point.balanceMinor === most);
  const words = formatAmount(most, currency);
  const x = Math.max(scale(highest?.on ?? to), plan.left + 30);
  return html`<path class="owed" d="${path}H${end}V${floor}Z" />
    <path class="owed-edge" d="${path}H${end}" />
    <line class="lane" x1="${plan.left}" x2="${plan.width - RIGHT}" y1="${floor}" y2="${floor}" />
    ${laneName('Owed', plan, TOP + 20, TOP + 4)}
    ${highest === undefined ? '' : html`<text class="figure" x="${x}" y="${TOP + 13}" text-anchor="middle">${words}</text>`}`;
}

function laneOf(
  { name, kinds }: (typeof LANES)[number],
  { marks }: Timeline,
  plan: Plan,
  scale: Scale,
  top: number,
): Markup {
  const y = top + (plan.namesBefore ? 26 : 36);
  const own = marks.filter((mark) => kinds.includes(mark.kind));
  const lastEnd = new Map<MarkKind, number>();
  return html`${laneName(name, plan, y + 4, top + 12)}
    <line class="lane" x1="${plan.left}" x2="${plan.width - RIGHT}" y1="${y}" y2="${y}" />
    ${own.map((mark) => {
      const x = scale(mark.on);
      const room = x - (lastEnd.get(mark.kind) ?? -Infinity);
      const isWritten = mark.figure !== undefined && room > 58;
      if (isWritten) lastEnd.set(mark.kind, x);
      return markAt(mark, x, y, isWritten);
    })}`;
}

function laneName(name: string, plan: Plan, beside: number, above: number): Markup {
  return html`<text class="name" x="0" y="${plan.namesBefore ? beside : above}">${name}</text>`;
}

/** Links take no place in the tab order: everything drawn here is on the ledger's page, and on those of the statements. */
function markAt({ kind, title, figure, href }: TimelineMark, x: number, y: number, isWritten: boolean): Markup {
  const figureY = kind === 'correction' ? 20 : -12;
  return html`<a href="${href}" tabindex="-1"
    ><g transform="translate(${x} ${y})"
      ><title>${title}</title>${shape(kind)}${
        isWritten ? html`<text class="figure" text-anchor="middle" y="${figureY}">${figure}</text>` : ''
      }</g
    ></a
  >`;
}

function shape(kind: MarkKind): Markup {
  switch (kind) {
    case 'introduction':
      return html`<circle class="introduction" r="4.5" />`;
    case 'closing-fee':
      return html`<path class="closing" d="M0-7 7 0 0 7-7 0Z" />`;
    case 'closing-no-fee':
      return html`<path class="closing hollow" d="M0-6.5 6.5 0 0 6.5-6.5 0Z" />`;
    case 'closing-waiting':
      return html`<path class="closing waiting" d="M0-7 7 0 0 7-7 0Z" />`;
    case 'retainer':
      return html`<circle class="retainer" r="4.5" />`;
    case 'fee':
      return html`<circle class="fee" r="7" />`;
    case 'correction':
      return html`<circle class="correction" r="5" />`;
    case 'payment':
      return html`<path class="payment" d="M0-6 6 5H-6Z" />`;
    case 'statement':
      return html`<path class="statement" d="M-7-5.5H7V-1H-7ZM-7 1H7V5.5H-7Z" /><path
          class="cut"
          d="M-2.5-6V6M2.5-6V6"
        />`;
    default:
      return kind satisfies never;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export const TIMELINE_STYLES = `
.timeline { margin: 0 0 .5rem; }
.timeline > svg { display: block; width: 100%; height: auto; }
.timeline > svg.narrow { display: none; }
.timeline text { font-size: 12px; fill: var(--ink); }
.timeline .soft { fill: var(--soft); } .timeline .name { fill: var(--soft); font-weight: 600; }
.timeline .figure { font-size: 11.5px; font-variant-numeric: tabular-nums; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.timeline .grid { stroke: var(--line); } .timeline .lane { stroke: var(--line-strong); }
.timeline .late { fill: var(--warn-soft); }
.timeline .owed { fill: var(--accent-soft); } .timeline .owed-edge { fill: none; stroke: var(--accent); stroke-width: 1.25; }
.timeline .today { stroke: var(--ink); stroke-dasharray: 2 3; }
.timeline .introduction { fill: var(--paper); stroke: var(--fee); stroke-width: 1.75; }
.timeline .closing { fill: var(--fee); stroke: var(--fee); stroke-width: 1.5; }
.timeline .closing.hollow { fill: var(--paper); } .timeline .closing.waiting { fill: var(--warn-soft); stroke: var(--warn); }
.timeline .retainer { fill: var(--accent); } .timeline .fee { fill: var(--fee); }
.timeline .correction { fill: var(--paper); stroke: var(--bad); stroke-width: 2; }
.timeline .payment { fill: var(--good); } .timeline .statement { fill: var(--accent); } .timeline .cut { stroke: var(--paper); stroke-width: 1.5; }
.timeline a:hover { opacity: .65; }
.timeline figcaption { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-top: .6rem; font-size: .8125rem; color: var(--soft); }
.timeline figcaption span { display: inline-flex; align-items: center; gap: .3rem; }
.timeline .late-key { display: inline-block; width: 18px; height: 12px; background: var(--warn-soft); border: 1px solid var(--line); }
@media (max-width: 44rem) { .timeline > svg.wide { display: none; } .timeline > svg.narrow { display: block; } }
`;

function todayLine({ today, from, to }: Timeline, scale: Scale, bottom: number): Markup | '' {
  if (today < from || today > to) return '';
  const x = scale(today);
  return html`<line class="today" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${bottom}" />
    <text class="soft" x="${x}" y="${TOP - 10}" text-anchor="middle">today</text>`;
}
