import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';

/** What the `html` tag of hono/html gives: text that is already escaped. */
export type Markup = ReturnType<typeof html>;

export interface NavLink {
  label: string;
  href: string;
  /** The page that is being shown. */
  current?: boolean;
}

export interface PageOptions {
  title: string;
  body: Markup;
  /** Whose page it is, beside the mark; "Tallystick" unless told. */
  house?: string;
  nav?: readonly NavLink[];
  /** CSS of this page alone, after the shared one; a constant, never made from data. */
  styles?: string;
  /** Elements for the end of the head, such as a script tag; name its source in `policy`. */
  head?: Markup;
  /** Directives added to, or put in place of, the content security policy's: `{ 'frame-src': "'self'" }`. */
  policy?: Readonly<Record<string, string>>;
  status?: number;
}

/**
 * One page of the local system as an answer: the shared look, one h1 (the title), and a content security policy that
 * allows no script, no style but the page's own, and no other origin. Everything put into `body` through the `html`
 * tag is escaped there.
 *
 * Classes that `body` may use: `lede` and `muted` (text), `num` (right-aligned figures in a table), `id` (an
 * identifier), `when` (a date), `badge` with `good`, `bad` or `warn`, `card`, `cards`, `fields` (on a form), `row`
 * (things on one line), `quiet` (on a button), `notice` with `good` or `bad`, `scroll` (around a wide table).
 */
export async function page(options: PageOptions): Promise<Response> {
  const { title, body, house = 'Tallystick', nav = [], head } = options;
  const styles = [SHARED_STYLES, ...(options.styles === undefined ? [] : [options.styles])];
  // Made apart from the template, because the policy's hash is of the exact text between the tags.
  const elements = styles.map((style) => `<style>${style}</style>`).join('');
  const document = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${house}</title>
        <link rel="icon" href="${ICON}" />
        ${raw(elements)} ${head ?? ''}
      </head>
      <body>
        <header class="top">
          <span class="house">${raw(MARK)} ${house}</span>
          <nav>
            ${nav.map((link) => html`<a href="${link.href}" ${raw(link.current ? 'aria-current="page"' : '')}>${link.label}</a>`)}
          </nav>
        </header>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return new Response(document, {
    status: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(styles, options.policy),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}

/** Labelled values, as on a title page; a row whose value is undefined is left out. */
export function factList(rows: readonly (readonly [label: string, value: unknown])[]): Markup {
  const known = rows.filter(([, value]) => value !== undefined);
  return html`<dl class="facts">
    ${known.map(
      ([label, value]) =>
        html`<dt>${label}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function policyOf(styles: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const directives = {
    'default-src': "'none'",
    'style-src': styles.map((style) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`).join(' '),
    'img-src': "'self' data:",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'self'",
    ...more,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** A stick split down its length, its notches cut through both halves. */
const MARK = `<svg viewBox="0 0 44 20" width="44" height="20" aria-hidden="true"><g fill="#7a4b1e"><path d="M1 3h42v6H1z"/><path d="M1 11h38v6H1z" opacity=".62"/></g><g stroke="#fbfaf7" stroke-width="2"><path d="M9 2v16M14 2v16M19 2v16M28 2v16"/></g></svg>`;

const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#7a4b1e" d="M1 3h14v4H1zM1 9h12v4H1z"/><path stroke="#fbfaf7" stroke-width="1.4" d="M4.5 2v12M8 2v12M11 2v12"/></svg>`,
)}`;

const SHARED_STYLES = `
:root {
  --paper: #fbfaf7; --leaf: #fffefb; --ink: #1f2328; --soft: #5d6168; --line: #e2ded4; --line-strong: #c9c2b3;
  --accent: #7a4b1e; --accent-soft: #f3ebe1; --good: #2f6b3f; --good-soft: #e8f1e8; --bad: #a3312a; --bad-soft: #f8e9e6;
  --warn: #8a5a00; --warn-soft: #f8efd9;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  color-scheme: light;
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; }
body { margin: 0; }
.top { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 2rem; max-width: 68rem; margin: 0 auto; padding: 1.1rem 1.5rem; border-bottom: 1px solid var(--line); }
.house { display: inline-flex; align-items: center; gap: .7rem; font-weight: 600; letter-spacing: .01em; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .9375rem; }
nav a { color: var(--soft); text-decoration: none; padding: .15rem 0; border-bottom: 2px solid transparent; }
nav a:hover, nav a[aria-current] { color: var(--ink); border-bottom-color: var(--accent); }
main { max-width: 68rem; margin: 0 auto; padding: 2rem 1.5rem 5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -.015em; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; line-height: 1.3; font-weight: 650; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; font-weight: 650; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: 1px; }
.lede { color: var(--soft); font-size: 1.0625rem; margin-bottom: 1.5rem; }
.muted { color: var(--soft); }
.id, code, pre { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }
pre { background: var(--leaf); border: 1px solid var(--line); border-radius: 6px; padding: 1rem; margin: 0 0 1rem; white-space: pre-wrap; overflow-x: auto; }
.scroll { overflow-x: auto; }
td.id, td .id { overflow-wrap: break-word; }
.when { white-space: nowrap; font-variant-numeric: tabular-nums lining-nums; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th { text-align: left; font-weight: 600; font-size: .8125rem; color: var(--soft); padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line-strong); white-space: nowrap; }
td { padding: .6rem .75rem .6rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
th.num, td.num { text-align: right; font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
tfoot td { font-weight: 600; border-bottom: 0; border-top: 1px solid var(--line-strong); }
.badge { display: inline-block; font-size: .8125rem; line-height: 1.4; padding: .05rem .5rem; border-radius: 4px; background: var(--accent-soft); color: var(--accent); white-space: nowrap; }
.badge.good { background: var(--good-soft); color: var(--good); }
.badge.bad { background: var(--bad-soft); color: var(--bad); }
.badge.warn { background: var(--warn-soft); color: var(--warn); }
.notice { border-left: 3px solid var(--accent); background: var(--accent-soft); padding: .7rem 1rem; margin: 0 0 1.25rem; border-radius: 0 6px 6px 0; max-width: none; }
.notice.good { border-color: var(--good); background: var(--good-soft); }
.notice.bad { border-color: var(--bad); background: var(--bad-soft); }
.card { background: var(--leaf); border: 1px solid var(--line); border-radius: 8px; padding: 1.25rem 1.5rem; margin: 0 0 1.25rem; }
.card > :first-child { margin-top: 0; } .card > :last-child { margin-bottom: 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem; margin: .75rem 0 1.5rem; font-size: .9375rem; }
dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
form { margin: 0; }
form.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .9rem 1.25rem; align-items: end; }
form.fields > .wide { grid-column: 1 / -1; }
label { display: block; font-size: .8125rem; font-weight: 600; color: var(--soft); }
input, select, textarea { display: block; width: 100%; margin-top: .25rem; padding: .45rem .6rem; font: inherit; font-weight: 400; font-size: .9375rem; color: var(--ink); background: #fff; border: 1px solid var(--line-strong); border-radius: 6px; }
input, select { height: 2.4rem; }
::placeholder { color: #8b8f95; opacity: 1; }
button, a.button { display: inline-block; font: inherit; font-size: .9375rem; font-weight: 600; line-height: 1.4; padding: .45rem .95rem; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: #fff; cursor: pointer; text-decoration: none; white-space: nowrap; }
button:hover, a.button:hover { background: #653c16; }
button.quiet, a.button.quiet { background: transparent; color: var(--accent); border-color: var(--line-strong); font-weight: 500; padding: .25rem .65rem; font-size: .875rem; }
button.quiet:hover, a.button.quiet:hover { background: var(--accent-soft); }
button:disabled { opacity: .5; cursor: default; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.row input, .row select { width: auto; height: 2rem; margin-top: 0; padding: .25rem .5rem; font-size: .875rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) { dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: .6rem; } }
@media print { .top, form, button { display: none; } html { background: #fff; } main { padding: 0; } }
`;
