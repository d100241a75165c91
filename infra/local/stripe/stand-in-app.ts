import { Hono } from 'hono';
import type { Api, Outage } from './api.ts';
import { ROUTES } from './api.ts';
import { hostedPage, noSuchInvoicePage } from './hosted-page.ts';

export interface AppParts {
  api: Api;
  outage(): Outage;
  payInvoice(invoiceId: string): void;
  /** Of the account (IANA): hosted invoices write their dates in it. */
  timeZone(): string;
  /** What `/_standin/state` tells. */
  state(): object;
}

/** The stand-in's routes: the API, the hosted invoices, and its state for the local pages. */
export function createApp(parts: AppParts): Hono {
  const { api } = parts;
  const app = new Hono();
  for (const route of ROUTES) {
    app.on(route.method, route.path, (context) => {
      const { id = '', sub = '' } = context.req.param() as { id?: string; sub?: string };
      return api.answer(context.req.raw, route, { id, sub });
    });
  }
  app.all('/v1/*', (context) => api.answer(context.req.raw, undefined, { id: '', sub: '' }));
  app.get('/_standin/state', () => Response.json(parts.state()));
  app.get('/pay/:id', (context) => showInvoice(parts, context.req.param('id')));
  app.post('/pay/:id', async (context) => {
    const id = context.req.param('id');
    const status = api.accountFor(null).find('invoice', id)?.status;
    // Pressed twice, or on a page that was opened before: the page then says how the invoice stands.
    const isPayable = status === 'open' || status === 'uncollectible';
    if (!isPayable || parts.outage() !== 'none') return showInvoice(parts, id);
    parts.payInvoice(id);
    return context.redirect(`/pay/${id}`, 303);
  });
  return app;
}

async function showInvoice(parts: AppParts, id: string): Promise<Response> {
  const outage = parts.outage();
  if (outage !== 'none') {
    return new Response('The local Stripe stand-in is down.', { status: outage === 'answer-500' ? 500 : 503 });
  }
  const invoice = parts.api.accountFor(null).find('invoice', id);
  return invoice === undefined || invoice.status === 'draft'
    ? noSuchInvoicePage()
    : hostedPage(invoice, parts.timeZone());
}
