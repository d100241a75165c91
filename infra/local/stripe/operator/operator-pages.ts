import type { Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { z } from 'zod';
import { page } from '../../page.ts';
import { html } from 'hono/html';
import type { AppParts } from '../stand-in-app.ts';
import { applyControls, controlsSchema } from '../controls.ts';
import { customerPage, customersPage, invoicesPage } from './account-pages.ts';
import type { Dashboard } from './dashboard.ts';
import { RefusedError } from './dashboard.ts';
import { minorOf } from './entered-amount.ts';
import { changesOf, faultsPage } from './faults-page.ts';
import { DEEDS } from './invoice-deeds.ts';
import type { Fields } from './invoice-deeds.ts';
import { invoicePage } from './invoice-page.ts';

/** The pages of the account's owner: what a person does in Stripe's dashboard, and what can be told to go wrong. */
export function addOperatorPages(app: Hono, parts: AppParts): void {
  const { dashboard } = parts;
  app.use('/operator/*', csrf());
  app.get('/operator', () => invoicesPage(dashboard));
  app.get('/operator/customers', () => customersPage(dashboard));
  app.get('/operator/invoices/:id', (c) => {
    const invoice = dashboard.account().find('invoice', c.req.param('id'));
    return invoice === undefined ? notThere() : invoicePage(dashboard, invoice);
  });
  app.post('/operator/invoices/:id/:deed', (c) => doToInvoice(c, dashboard));
  app.get('/operator/customers/:id', (c) => {
    const customer = dashboard.account().find('customer', c.req.param('id'));
    return customer === undefined ? notThere() : customerPage(dashboard, customer);
  });
  app.post('/operator/customers/:id/:deed', (c) => doToCustomer(c, dashboard));
  addFaults(app, parts);
}

function addFaults(app: Hono, { controls, undelivered, resendWebhooks }: AppParts): void {
  app.get('/operator/faults', () => faultsPage(controls, undelivered()));
  app.post('/operator/faults', async (c) => {
    const read = controlsSchema.safeParse(changesOf(await fieldsOf(c)));
    if (!read.success) return faultsPage(controls, undelivered(), z.prettifyError(read.error));
    applyControls(controls, read.data);
    return c.redirect('/operator/faults', 303);
  });
  app.post('/operator/resend', (c) => {
    resendWebhooks();
    return c.redirect('/operator/faults', 303);
  });
}

async function doToInvoice(c: Context, dashboard: Dashboard): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const deed = DEEDS[c.req.param('deed') ?? ''];
  const invoice = dashboard.account().find('invoice', id);
  if (invoice === undefined || deed === undefined) return notThere();
  try {
    await deed(dashboard, invoice, await fieldsOf(c));
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return invoicePage(dashboard, dashboard.account().find('invoice', id) ?? invoice, error.message);
  }
  const isThere = dashboard.account().find('invoice', id) !== undefined;
  return c.redirect(isThere ? `/operator/invoices/${id}` : '/operator', 303);
}

async function doToCustomer(c: Context, dashboard: Dashboard): Promise<Response> {
  const id = c.req.param('id') ?? '';
  const customer = dashboard.account().find('customer', id);
  if (customer === undefined) return notThere();
  try {
    if (c.req.param('deed') === 'delete') await dashboard.ask('DELETE', `/v1/customers/${id}`);
    else if (c.req.param('deed') === 'credit') await giveCredit(dashboard, id, await fieldsOf(c));
    else return await notThere();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return customerPage(dashboard, customer, error.message);
  }
  return c.redirect(`/operator/customers/${id}`, 303);
}

async function giveCredit(dashboard: Dashboard, id: string, fields: Fields): Promise<void> {
  const customer = dashboard.account().find('customer', id);
  const currency = (customer?.deleted ? undefined : customer?.currency) ?? 'usd';
  const amount = minorOf(fields['amount'] ?? '', currency);
  await dashboard.ask('POST', `/v1/customers/${id}/balance_transactions`, { amount: String(-amount), currency });
}

async function fieldsOf(c: Context): Promise<Fields> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === 'string' ? value : '']));
}

function notThere(): Promise<Response> {
  const body = html`<p class="lede">There is no such page. <a href="/operator">All invoices</a></p>`;
  return page({ title: 'Not found', house: 'Stripe stand-in', body, status: 404 });
}
