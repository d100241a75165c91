import type { Context } from 'hono';
import { csrf } from 'hono/csrf';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { page, type Markup } from '../page.ts';
import type { CrmStandIn } from './crm-stand-in.ts';
import { CrmError, type Deal } from './deal.ts';
import { amountProblems, investorsOf, NEW_INVESTOR, readDealForm, type Entered } from './deal-form.ts';
import type { QueuedWebhook } from './webhook-outbox.ts';

/** Adds the CRM's one page and its forms to `crm.app`. Each form answers by leading back to the page. */
export function addCrmPages(crm: CrmStandIn, businessClock: () => Date): void {
  const show = (problems: readonly string[] = [], entered?: Entered, status = 200): Promise<Response> => {
    const closedOn = businessClock().toISOString().slice(0, 10);
    return dealsPage(crm, { problems, entered: { currency: 'USD', closedOn, ...entered }, status });
  };
  const { app } = crm;
  app.use(csrf());
  app.onError((error) => {
    if (error instanceof CrmError) return show([error.message], {}, error.code === 'not-found' ? 404 : 409);
    if (error instanceof HTTPException) return error.getResponse();
    console.error('The CRM stand-in failed:', error);
    return show(['The CRM stand-in failed; its log says why.'], {}, 500);
  });
  app.get('/', () => show());
  app.post('/deals', async (c) => {
    const entered = await fieldsOf(c);
    const result = readDealForm(entered, crm.deals());
    if ('problems' in result) return show(result.problems, entered, 400);
    crm.closeDeal(result.deal);
    return c.redirect('/', 303);
  });
  app.post('/deals/:dealId/correct', async (c) => {
    const amount = ((await fieldsOf(c))['amount'] ?? '').trim();
    const problems = amountProblems(amount);
    if (problems.length > 0) return show(problems, {}, 400);
    crm.correctDeal(c.req.param('dealId'), { amount });
    return c.redirect('/', 303);
  });
  app.post('/deals/:dealId/reverse', async (c) => {
    const reason = ((await fieldsOf(c))['reason'] ?? '').trim();
    if (reason === '') return show(['Say why the deal fell through.'], {}, 400);
    crm.reverseDeal(c.req.param('dealId'), reason);
    return c.redirect('/', 303);
  });
  app.post('/webhooks/:webhookId/resend', (c) => {
    crm.resend(c.req.param('webhookId'));
    return c.redirect('/', 303);
  });
}

async function fieldsOf(c: Context): Promise<Entered> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}

function dealsPage(
  crm: CrmStandIn,
  { problems, entered, status }: { problems: readonly string[]; entered: Entered; status: number },
): Promise<Response> {
  const deals = crm.deals();
  const body = html`
    <p class="lede">The client's own CRM. Whatever happens to a deal here, it tells Tallystick by a signed webhook.</p>
    ${problems.length === 0 ? '' : html`<div class="notice bad">${problems.map((problem) => html`<div>${problem}</div>`)}</div>`}
    ${deals.length === 0 ? html`<p class="muted">No deal yet.</p>` : dealTable(deals.toReversed())}
    <h2>Close a deal</h2>
    ${dealForm(deals, entered)}
    <h2>Webhooks</h2>
    ${outboxTable(crm.webhooks().toReversed())}
  `;
  return page({ title: 'Deals', house: 'CRM', body, styles: STYLES, status });
}

function dealTable(deals: readonly Deal[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Deal</th>
          <th>Investor</th>
          <th>Closed</th>
          <th class="num">Amount</th>
          <th>Change</th>
        </tr>
      </thead>
      <tbody>
        ${deals.map(dealRow)}
      </tbody>
    </table>
  </div>`;
}

function dealRow(deal: Deal): Markup {
  const { id, name, investor, closedOn, instrument } = deal;
  const firm = investor.firm === undefined ? '' : html`<div class="muted">${investor.firm}</div>`;
  return html`<tr>
    <td>
      ${name}
      <div class="muted"><span class="id">${id}</span> · ${instrument}</div>
    </td>
    <td>${investor.name}${firm}</td>
    <td class="when">${closedOn}</td>
    <td class="num">${grouped(deal.amount)} ${deal.currency}</td>
    <td>${deal.stage === 'closed' ? dealActions(deal) : html`<span class="badge bad">${deal.stage}</span>`}</td>
  </tr>`;
}

function dealActions({ id, amount }: Deal): Markup {
  const path = `/deals/${encodeURIComponent(id)}`;
  return html`<form class="row" method="post" action="${path}/correct">
      <input name="amount" value="${amount}" inputmode="decimal" aria-label="Amount of ${id}" required />
      <button class="quiet">Correct amount</button>
    </form>
    <form class="row" method="post" action="${path}/reverse">
      <input name="reason" placeholder="Reason" aria-label="Why ${id} is reversed" required />
      <button class="quiet">Reverse</button>
    </form>`;
}

function dealForm(deals: readonly Deal[], entered: Entered): Markup {
  const input = (name: string, label: string, more: { type?: string; hint?: string } = {}): Markup =>
    html`<label>
      ${label}
      <input
        name="${name}"
        type="${more.type ?? 'text'}"
        value="${entered[name] ?? ''}"
        placeholder="${more.hint ?? ''}"
      />
    </label>`;
  const option = (value: string, label: string, field: string): Markup =>
    html`<option value="${value}" ${entered[field] === value ? 'selected' : ''}>${label}</option>`;
  const investors = investorsOf(deals).map(({ id, name, firm }) =>
    option(id, firm === undefined ? name : `${name}, ${firm}`, 'investor'),
  );
  const instruments = ['equity', 'convertible-note', 'debt'].map((name) => option(name, name, 'instrument'));
  return html`<form class="fields card" method="post" action="/deals">
    ${input('name', 'What was funded', { hint: 'Series A, first tranche' })}
    ${input('amount', 'Amount', { hint: '250000.00' })} ${input('currency', 'Currency')}
    ${input('closedOn', 'Closed on', { type: 'date' })}
    <label
      >Instrument
      <select name="instrument">
        ${instruments}
      </select></label
    >
    <label
      >Investor
      <select name="investor">
        ${investors}${option(NEW_INVESTOR, 'A new investor, named below', 'investor')}
      </select></label
    >
    ${input('investorName', 'New investor: name')} ${input('investorFirm', 'New investor: firm')}
    ${input('investorEmails', 'New investor: e-mails')}
    <div class="wide"><button>Close the deal</button></div>
  </form>`;
}

function outboxTable(newestFirst: readonly QueuedWebhook[]): Markup {
  if (newestFirst.length === 0) return html`<p class="muted">Nothing has been sent.</p>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Webhook</th>
          <th>Deal</th>
          <th>State</th>
          <th class="num">Attempts</th>
          <th>Last answer</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${newestFirst.map(outboxRow)}
      </tbody>
    </table>
  </div>`;
}

function outboxRow({ webhookId, type, closing, timesWanted, timesAccepted, attempts }: QueuedWebhook): Markup {
  const isDelivered = timesAccepted >= timesWanted;
  const last = attempts.at(-1);
  return html`<tr>
    <td>
      ${type}
      <div class="muted id">${webhookId}</div>
    </td>
    <td class="id">${closing}</td>
    <td><span class="badge ${isDelivered ? 'good' : 'warn'}">${isDelivered ? 'delivered' : 'waiting'}</span></td>
    <td class="num">${attempts.length}</td>
    <td>
      ${
        last === undefined
          ? ''
          : html`${last.answer}
              <div class="muted">${last.at.slice(0, 19).replace('T', ' ')}</div>`
      }
    </td>
    <td>
      <form method="post" action="/webhooks/${encodeURIComponent(webhookId)}/resend">
        <button class="quiet">Send again</button>
      </form>
    </td>
  </tr>`;
}

/** `1250000.00` as `1,250,000.00`. */
function grouped(amount: string): string {
  const [whole = '', ...fraction] = amount.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

const STYLES = `
td form.row + form.row { margin-top: .4rem; }
td form.row { flex-wrap: nowrap; }
td form.row input { width: 9rem; }
`;
