import type { Context } from 'hono';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { page, type Markup } from '../page.ts';
import type { CrmRecord } from './crm-account.ts';
import { CrmError } from './deal.ts';
import type { VendorForm } from './vendor-form.ts';
import type { QueuedEvent } from './vendor-outbox.ts';
import type { VendorStandIn } from './vendor-stand-in.ts';

/** One page a vendor: its deals and what happens to them, its webhooks and what goes wrong with them. */
export function addVendorPage(standIn: VendorStandIn, credentials: object, businessClock: () => Date): void {
  const { page: app, account, form, webhooks } = standIn;
  const show = (problem = '', status = 200): Promise<Response> =>
    showPage(standIn, { credentials, problem, status, today: businessClock().toISOString().slice(0, 10) });
  app.use(csrf());
  app.onError((error) => {
    if (error instanceof CrmError) return show(error.message, error.code === 'not-found' ? 404 : 409);
    if (error instanceof HTTPException) return error.getResponse();
    console.error('The CRM stand-in failed:', error);
    return show('The CRM stand-in failed; its log says why.', 500);
  });
  const back = (c: Context): Response => c.redirect(`/${form.vendor}`, 303);
  app.get('/', () => show());
  app.post('/deals', async (c) => {
    const { company, firstName, lastName, email, ...fields } = await fieldsOf(c);
    const deal = account.create('deal', fields);
    const { party } = form;
    const firm = account.create('company', { [party.company]: company ?? '' });
    const names = { [party.firstName]: firstName ?? '', [party.lastName]: lastName ?? '', [party.email]: email ?? '' };
    const contact = account.create('contact', names);
    account.link(deal.id, { kind: 'company', id: firm.id });
    account.link(deal.id, { kind: 'contact', id: contact.id });
    return back(c);
  });
  app.post('/deals/:id/change', async (c) => {
    const { field = '', value = '' } = await fieldsOf(c);
    account.change('deal', c.req.param('id'), { [field]: value });
    return back(c);
  });
  app.post('/deals/:id/delete', (c) => {
    account.remove('deal', c.req.param('id'));
    return back(c);
  });
  app.post('/deals/:id/merge', async (c) => {
    account.merge('deal', c.req.param('id'), (await fieldsOf(c))['other'] ?? '');
    return back(c);
  });
  app.post('/switch', (c) => {
    if (standIn.endpoint() === undefined) standIn.turnOn();
    else standIn.setEndpoint(undefined);
    return back(c);
  });
  app.post('/faults', async (c) => {
    const { order, twice, lost } = await fieldsOf(c);
    webhooks.setFaults({
      order: order === 'reversed' ? 'reversed' : 'kept',
      twice: twice === 'on',
      lost: lost === 'on',
    });
    return back(c);
  });
  app.post('/events/:id/resend', (c) => {
    webhooks.sendAgain(Number(c.req.param('id')));
    return back(c);
  });
}

async function fieldsOf(c: Context): Promise<Record<string, string>> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']));
}

function showPage(
  standIn: VendorStandIn,
  shown: { credentials: object; problem: string; status: number; today: string },
): Promise<Response> {
  const { account, form, webhooks } = standIn;
  const endpoint = standIn.endpoint();
  const deals = account.list('deal').filter(({ mergedInto }) => mergedInto === undefined);
  const faults = webhooks.faults();
  const body = html`
    <p class="lede">
      The client's own ${form.label}, account <span class="id">${account.id}</span>. It calls the webhook's address and
      answers its API, signed and shaped as ${form.label} does.
    </p>
    ${shown.problem === '' ? '' : html`<div class="notice bad">${shown.problem}</div>`}
    ${deals.length === 0 ? html`<p class="muted">No deal yet.</p>` : dealTable(deals.toReversed(), form)}
    <h2>Add a deal</h2>
    <form class="fields card" method="post" action="/${form.vendor}/deals">
      ${Object.entries(form.sample).map(([name, value]) => input(name, value === '' ? shown.today : value))}
      ${input('company', 'Harbor Ridge Capital')} ${input('firstName', 'Dana')} ${input('lastName', 'Whitfield')}
      ${input('email', 'dana@harborridge.example')}
      <div class="wide"><button>Add the deal</button></div>
    </form>
    <h2>On the way</h2>
    <form class="row card" method="post" action="/${form.vendor}/faults">
      <label
        >Order
        <select name="order">
          <option value="kept">as they happened</option>
          <option value="reversed" ${faults.order === 'reversed' ? 'selected' : ''}>backwards</option>
        </select></label
      >
      <label><input type="checkbox" name="twice" ${faults.twice ? 'checked' : ''} /> each twice</label>
      <label><input type="checkbox" name="lost" ${faults.lost ? 'checked' : ''} /> all lost</label>
      <button class="quiet">Set</button>
    </form>
    <h2>Webhooks</h2>
    <form class="row" method="post" action="/${form.vendor}/switch">
      <span>${endpoint?.url ?? 'They wait: nobody has said where to send them.'}</span>
      <button class="quiet">${endpoint === undefined ? 'Send them to Tallystick' : 'Stop sending'}</button>
    </form>
    ${eventTable(webhooks.list().toReversed().slice(0, 200), form.vendor)}
    <h2>Credentials</h2>
    <p>What <code>tallystick crm connect ${form.vendor}</code> asks for. They open nothing but this stand-in.</p>
    <pre>${JSON.stringify(shown.credentials, null, 2)}</pre>
  `;
  return page({ title: 'Deals', house: form.label, body, status: shown.status });
}

function input(name: string, value: string): Markup {
  return html`<label>${name}<input name="${name}" value="${value}" /></label>`;
}

function dealTable(deals: readonly CrmRecord[], form: VendorForm): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Deal</th>
          <th>Fields</th>
          <th>Change</th>
        </tr>
      </thead>
      <tbody>
        ${deals.map((deal) => dealRow(deal, form))}
      </tbody>
    </table>
  </div>`;
}

function dealRow({ id, fields, isDeleted }: CrmRecord, { vendor, merges }: VendorForm): Markup {
  const path = `/${vendor}/deals/${encodeURIComponent(id)}`;
  const merge = html`<form class="row" method="post" action="${path}/merge">
    <input name="other" placeholder="another deal's id" aria-label="Merge ${id} with" required />
    <button class="quiet">Merge</button>
  </form>`;
  const actions = html`<form class="row" method="post" action="${path}/change">
      <select name="field" aria-label="Field of ${id}">
        ${Object.keys(fields).map((name) => html`<option>${name}</option>`)}
      </select>
      <input name="value" aria-label="Value for ${id}" />
      <button class="quiet">Change</button>
    </form>
    ${merges === 'no-deals' ? '' : merge}
    <form method="post" action="${path}/delete"><button class="quiet">Delete</button></form>`;
  return html`<tr>
    <td class="id">${id}</td>
    <td>
      ${Object.entries(fields).map(([name, value]) => html`<div><span class="muted">${name}</span> ${value}</div>`)}
    </td>
    <td>${isDeleted ? html`<span class="badge bad">deleted</span>` : actions}</td>
  </tr>`;
}

function eventTable(newestFirst: readonly QueuedEvent[], vendor: string): Markup {
  if (newestFirst.length === 0) return html`<p class="muted">Nothing has been sent.</p>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Event</th>
          <th>State</th>
          <th class="num">Attempts</th>
          <th>Last answer</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${newestFirst.map(
          ({ eventId, event, state, attempts, lastAnswer }) =>
            html`<tr>
              <td><code>${JSON.stringify(event)}</code></td>
              <td>
                <span class="badge ${state === 'taken' ? 'good' : state === 'dropped' ? 'bad' : 'warn'}">${state}</span>
              </td>
              <td class="num">${attempts}</td>
              <td>${lastAnswer ?? ''}</td>
              <td>
                <form method="post" action="/${vendor}/events/${eventId}/resend">
                  <button class="quiet">Send again</button>
                </form>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
