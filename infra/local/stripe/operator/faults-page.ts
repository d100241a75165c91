import { html } from 'hono/html';
import type { ControlChanges, Controls } from '../controls.ts';
import { FAULT_KINDS } from '../request-faults.ts';
import { page } from '../../page.ts';
import type { Markup } from '../../page.ts';
import { NAV, STYLES } from './look.ts';
import type { Fields } from './invoice-deeds.ts';

/** Where the stand-in can be told to be slow, late and broken, as Stripe can be. */
export function faultsPage(controls: Controls, undelivered: number, problem?: string): Promise<Response> {
  const { outage, webhooks, retries, searchLagSeconds, rateLimiter, requestFaults } = controls;
  const limits = typeof rateLimiter.limits === 'string' ? rateLimiter.limits : 'none';
  const waiting = requestFaults.waiting();
  const body = html`
    <p class="lede">What can go wrong at Stripe, on purpose.</p>
    ${problem === undefined ? '' : html`<p class="notice bad">${problem}</p>`}
    <form class="fields card" method="post" action="/operator/faults">
      ${choice('outage', 'Stripe', outage, { none: 'works', 'answer-500': 'answers 500', 'refuse-connections-as-503': 'is away (503)' })}
      ${choice('requestFault', 'The next request', '', { '': 'goes well', ...Object.fromEntries(FAULT_KINDS.map((kind) => [kind, kind])) })}
      ${choice('rateLimits', 'Rate limits', limits, { none: 'none', live: 'as live', sandbox: 'as in a sandbox' })}
      ${choice('order', 'Webhooks come', webhooks.order, { 'as-made': 'in order', 'newest-first': 'the newest first', shuffled: 'shuffled' })}
      <label
        >Each webhook arrives (times)
        <input name="times" type="number" min="1" max="20" value="${webhooks.times}" required
      /></label>
      ${choice('stopped', 'Webhooks', String(webhooks.stopped), { false: 'arrive', true: 'are lost on their way' })}
      ${choice('retries', 'Tried again', retries, { live: 'for three days', sandbox: 'three times in a few hours' })}
      <label
        >Search is behind (seconds)
        <input name="searchLagSeconds" type="number" min="0" value="${searchLagSeconds}" required
      /></label>
      <button type="submit">Set</button>
    </form>
    ${waiting.length === 0 ? '' : html`<p class="notice">Waits for its request: ${waiting.map(({ kind }) => kind).join(', ')}.</p>`}
    <h2>Webhooks that were not delivered: ${undelivered}</h2>
    <form method="post" action="/operator/resend">
      <button class="quiet" type="submit">Try them all again now</button>
    </form>
  `;
  const nav = NAV.map((link) => ({ ...link, current: link.label === 'Faults' }));
  const status = problem === undefined ? {} : { status: 400 };
  return page({ title: 'Faults', house: 'Stripe stand-in', nav, styles: STYLES, body, ...status });
}

function choice(name: string, words: string, current: string, choices: Readonly<Record<string, string>>): Markup {
  return html`<label
    >${words}
    <select name="${name}">
      ${Object.entries(choices).map(
        ([value, label]) => html`<option value="${value}" ${value === current ? 'selected' : ''}>${label}</option>`,
      )}
    </select></label
  >`;
}

/** What the form says, in the shape that the controls take; the schema of the controls judges it. */
export function changesOf(fields: Fields): Record<keyof ControlChanges, unknown> {
  const { outage, requestFault = '', rateLimits, order, times, stopped, retries, searchLagSeconds } = fields;
  return {
    outage,
    rateLimits,
    retries,
    requestFaults: requestFault === '' ? [] : [{ kind: requestFault }],
    searchLagSeconds: Number(searchLagSeconds),
    webhooks: { order, times: Number(times), stopped: stopped === 'true' },
  };
}
