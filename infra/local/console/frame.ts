import { html } from 'hono/html';
import { page, type Markup, type PageOptions } from '../page.ts';

const PAGES: readonly (readonly [label: string, href: string])[] = [
  ['Contract', '/'],
  ['Ledger', '/ledger'],
  ['Statements', '/statements'],
  ['Terms', '/terms'],
  ['Introductions', '/introductions'],
  ['Facts', '/facts'],
  ['Mail, CRM, Stripe', '/inbox'],
];

/** One page of the console. `place` is the page of the navigation that it belongs to. */
export function consolePage(options: Omit<PageOptions, 'nav' | 'house'> & { place: string }): Promise<Response> {
  const { place, styles = '', ...rest } = options;
  const nav = PAGES.map(([label, href]) => ({ label, href, current: href === place }));
  return page({ ...rest, nav, styles: `${STYLES}${styles}` });
}

/** What went wrong, as sentences; nothing when nothing did. */
export function problemNotice(sentences: readonly string[]): Markup | '' {
  if (sentences.length === 0) return '';
  return html`<div class="notice bad" role="alert">${sentences.map((sentence) => html`<div>${sentence}</div>`)}</div>`;
}

/** The address of the working of a receivable. */
export function explainHref(receivableId: string): string {
  return `/explain/${receivableId.split('/').map(encodeURIComponent).join('/')}`;
}

const STYLES = `
:root { --fee: #2f4f7a; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1px; margin: 0 0 1.75rem; background: var(--line); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.figures > div { background: var(--leaf); padding: .85rem 1.1rem; }
.figures dt { font-size: .8125rem; font-weight: 600; color: var(--soft); }
.figures dd { margin: .1rem 0 0; font-size: 1.1875rem; font-weight: 600; line-height: 1.35; font-variant-numeric: tabular-nums lining-nums; }
.figures dd small { display: block; font-size: .8125rem; font-weight: 400; color: var(--soft); }
h1 + .lede { max-width: 60rem; }
.cards { margin-bottom: 1.25rem; } .cards > .card { margin: 0; }
.small { font-size: .8125rem; }
.below { margin-top: .25rem; }
summary { cursor: pointer; color: var(--accent); }
.facts-log { list-style: none; margin: 0; padding: 0; font-size: .9375rem; }
.facts-log li { display: grid; grid-template-columns: 2.25rem minmax(0, 1fr); gap: 0 .75rem; padding: .65rem 0; border-top: 1px solid var(--line); }
.facts-log .num { text-align: right; font-variant-numeric: tabular-nums; } .facts-log pre { margin: .5rem 0 0; }
.facts-log summary { color: inherit; } .facts-log summary .small { display: block; } .facts-log summary:hover { color: var(--accent); }
p.more { margin: .75rem 0 0; font-size: .9375rem; }
@media (max-width: 40rem) { .top { padding: .9rem 1rem; } main { padding: 1.5rem 1rem 4rem; } nav { gap: .1rem 1rem; } h1 { font-size: 1.5rem; } .card { padding: 1rem 1.1rem; } }
`;
