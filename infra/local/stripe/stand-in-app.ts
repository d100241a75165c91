import { Hono } from 'hono';
import type { Api } from './api.ts';
import { ROUTES } from './api.ts';
import { applyControls, controlsSchema, shownControls } from './controls.ts';
import type { Controls } from './controls.ts';
import { hostedPage, noSuchInvoicePage } from './hosted-page.ts';
import type { Dashboard } from './operator/dashboard.ts';
import { addOperatorPages } from './operator/operator-pages.ts';

export interface AppParts {
  api: Api;
  controls: Controls;
  payInvoice(invoiceId: string): void;
  dashboard: Dashboard;
  undelivered: () => number;
  /** Of the account (IANA): hosted invoices write their dates in it. */
  timeZone(): string;
  /** What `/_standin/state` tells. */
  state: () => object;
  resendWebhooks: () => void;
}

/** The stand-in's routes: the API, the hosted invoices, the operator's pages, and what drives it. */
export function createApp(parts: AppParts): Hono {
  const { api } = parts;
  const app = new Hono();
  // A fault that cuts the connection has to reach the server, which knows what a connection is.
  app.onError((error) => {
    throw error;
  });
  for (const route of ROUTES) {
    app.on(route.method, route.path, (context) => {
      const { id = '', sub = '' } = context.req.param() as { id?: string; sub?: string };
      return api.answer(context.req.raw, route, { id, sub });
    });
  }
  app.all('/v1/*', (context) => api.answer(context.req.raw, undefined, { id: '', sub: '' }));
  addControls(app, parts);
  addHostedPages(app, parts);
  addOperatorPages(app, parts);
  return app;
}

/** Read and set by tests and by whoever drives the stand-in from outside. */
function addControls(app: Hono, { controls, state, resendWebhooks }: AppParts): void {
  app.get('/_standin/state', () => Response.json(state()));
  app.get('/_standin/traffic', () => Response.json(controls.rateLimiter.traffic()));
  app.get('/_standin/controls', () => Response.json(shownControls(controls)));
  app.post('/_standin/controls', async (context) => {
    const read = controlsSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!read.success) return Response.json({ issues: read.error.issues }, { status: 400 });
    applyControls(controls, read.data);
    return Response.json(shownControls(controls));
  });
  app.post('/_standin/resend-webhooks', () => {
    resendWebhooks();
    return new Response(null, { status: 204 });
  });
}

function addHostedPages(app: Hono, parts: AppParts): void {
  app.get('/pay/:id', (context) => showInvoice(parts, context.req.param('id')));
  app.post('/pay/:id', async (context) => {
    const id = context.req.param('id');
    const status = parts.api.accountFor(null).find('invoice', id)?.status;
    // Pressed twice, or on a page that was opened before: the page then says how the invoice stands.
    const isPayable = status === 'open' || status === 'uncollectible';
    if (!isPayable || parts.controls.outage !== 'none') return showInvoice(parts, id);
    parts.payInvoice(id);
    return context.redirect(`/pay/${id}`, 303);
  });
}

async function showInvoice(parts: AppParts, id: string): Promise<Response> {
  const { outage } = parts.controls;
  if (outage !== 'none') {
    return new Response('The local Stripe stand-in is down.', { status: outage === 'answer-500' ? 500 : 503 });
  }
  const invoice = parts.api.accountFor(null).find('invoice', id);
  return invoice === undefined || invoice.status === 'draft'
    ? noSuchInvoicePage()
    : hostedPage(invoice, parts.timeZone());
}
