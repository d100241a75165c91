import { html } from 'hono/html';
import type { Markup } from '../../page.ts';

export const NAV = [
  { label: 'Invoices', href: '/operator' },
  { label: 'Customers', href: '/operator/customers' },
  { label: 'Faults', href: '/operator/faults' },
];

export const STYLES = `
.deeds { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; align-items: stretch; }
.deeds > .row { grid-column: 1 / -1; }
.deed { margin: 0; display: grid; gap: .75rem; align-content: start; padding: 1rem 1.25rem; }
.deed button { justify-self: start; align-self: end; }
.lines { list-style: none; margin: 0; padding: 0; }
.lines li { padding: .6rem 0; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: .4rem 1rem; justify-content: space-between; align-items: center; }
.check { display: flex; gap: .5rem; align-items: center; } .check input { width: auto; height: auto; margin: 0; }
`;

const TONES: Readonly<Record<string, string>> = {
  open: 'warn',
  paid: 'good',
  issued: 'good',
  uncollectible: 'bad',
};

export function stateBadge(status: string | null): Markup {
  return html`<span class="badge ${TONES[status ?? ''] ?? ''}">${status}</span>`;
}
