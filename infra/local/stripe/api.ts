import { setTimeout as delay } from 'node:timers/promises';
import type { Stripe } from 'stripe';
import type { KeptStore } from '../kept-store.ts';
import type { Account } from './account.ts';
import { nextToken, openAccount } from './account.ts';
import { ApiRefusalError } from './api-refusal-error.ts';
import { chargeRoutes } from './charges.ts';
import type { Controls } from './controls.ts';
import { creditNoteRoutes } from './credit-notes.ts';
import { customerBalanceRoutes } from './customer-balance.ts';
import { customerRoutes } from './customers.ts';
import { disputeRoutes } from './disputes.ts';
import { eventRoutes } from './event-routes.ts';
import { API_VERSION } from './events.ts';
import { expanded } from './expand.ts';
import { parseForm } from './form-body.ts';
import type { FormTree } from './form-body.ts';
import { digestOf, openIdempotentAnswers } from './idempotency.ts';
import type { IdempotentAnswers, KeyedRequest } from './idempotency.ts';
import { invoiceActionRoutes } from './invoice-actions.ts';
import { invoiceItemRoutes } from './invoice-items.ts';
import { invoiceRoutes } from './invoices.ts';
import { paymentIntentRoutes } from './payment-intents.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import { paymentRecordRoutes } from './payment-records.ts';
import { refundRoutes } from './refunds.ts';
import { checkHeaders, unavailable, unknownFault, unrecognized } from './request-checks.ts';
import { ConnectionCutError, LONGER_THAN_CLIENTS_WAIT } from './request-faults.ts';
import type { FaultKind } from './request-faults.ts';
import type { Answer, PathIds, Route } from './route.ts';
import { searchRoutes } from './search.ts';

export const ROUTES: readonly Route[] = [
  ...searchRoutes,
  ...customerRoutes,
  ...customerBalanceRoutes,
  ...invoiceItemRoutes,
  ...invoiceRoutes,
  ...invoiceActionRoutes,
  ...creditNoteRoutes,
  ...paymentMethodRoutes,
  ...paymentIntentRoutes,
  ...paymentRecordRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...eventRoutes,
];

export interface ApiSettings {
  store: KeptStore;
  businessClock: () => Date;
  secretKey: string;
  /** Waited for between taking a request and executing it, so that two can meet; none unless told. */
  beforeExecution?: (() => Promise<void>) | undefined;
  /** Only for the rate limits. */
  wallClock: () => Date;
  controls: Controls;
  /** May change while the stand-in runs. */
  known: { readonly accountName: string; readonly baseUrl: string };
  wantsEvent: (type: string) => boolean;
}

export interface Api {
  /** `route` is undefined for a path that is none of the API's. */
  answer(request: Request, route: Route | undefined, ids: PathIds): Promise<Response>;
  /** The account outside of any request, or during one. */
  accountFor(request: Stripe.Event.Request | null): Account;
}

interface Sent {
  status: number;
  body: string;
  requestId: string;
  replayed?: boolean;
  headers?: Readonly<Record<string, string>> | undefined;
}

/** One request on its way through the API. */
interface Passage {
  request: Request;
  route: Route | undefined;
  ids: PathIds;
  requestId: string;
  /** The idempotency key, which only a POST has. */
  key: string | null;
}

interface Machinery {
  settings: ApiSettings;
  idempotency: IdempotentAnswers;
}

/** Answers a request to one of the API's routes (or to none of them), as Stripe would. */
export function createApi(settings: ApiSettings): Api {
  const { store, secretKey } = settings;
  const machinery = { settings, idempotency: openIdempotentAnswers(store) };
  return {
    answer: async (request, route, ids) => {
      const requestId = `req_${store.atomically(() => nextToken(store, `${secretKey}/requests`, 14))}`;
      const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
      const sent = await attempt(machinery, { request, route, ids, requestId, key }).catch((error: unknown) => {
        if (error instanceof ConnectionCutError) throw error;
        return refused(error, requestId);
      });
      return responseOf(sent, { request, requestId, key });
    },
    accountFor: (request) => accountFor(settings, request),
  };
}

function responseOf(sent: Sent, { request, requestId, key }: Pick<Passage, 'request' | 'requestId' | 'key'>): Response {
  return new Response(sent.body, {
    status: sent.status,
    headers: {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': request.headers.get('stripe-version') ?? API_VERSION,
      ...(key === null ? {} : { 'idempotency-key': key, 'original-request': sent.requestId }),
      ...sent.headers,
      ...(sent.replayed ? { 'idempotent-replayed': 'true' } : {}),
    },
  });
}

/** Lets the request in, and has it meet the fault that waits for it. */
async function attempt(machinery: Machinery, passage: Passage): Promise<Sent> {
  const { settings } = machinery;
  const { request, route } = passage;
  const { method, headers, url } = request;
  const { pathname } = new URL(url);
  const { controls } = settings;
  checkHeaders(headers, settings.secretKey);
  controls.rateLimiter.admit(`${method} ${route?.path ?? pathname}`, settings.wallClock());
  if (controls.outage === 'refuse-connections-as-503') throw unavailable();
  if (route === undefined) throw unrecognized(method, pathname);
  const fault = controls.requestFaults.take(`${method} ${route.path}`);
  if (fault?.kind === 'cut-before') throw new ConnectionCutError('The connection was cut before anything was done.');
  const sent = await perform(machinery, { ...passage, route, fault: fault?.kind });
  if (fault?.kind === 'time-out') {
    await delay(fault.holdMilliseconds ?? LONGER_THAN_CLIENTS_WAIT, undefined, { ref: false });
  }
  if (fault?.kind === 'time-out' || fault?.kind === 'cut-after') {
    throw new ConnectionCutError('The connection was cut after all was done.');
  }
  return sent;
}

/** Replays the saved answer of the key, or executes while the key is held. */
async function perform(
  { settings, idempotency }: Machinery,
  { request, route, ids, requestId, key, fault }: Passage & { route: Route; fault: FaultKind | undefined },
): Promise<Sent> {
  const { method, url } = request;
  const { pathname, search } = new URL(url);
  const encoded = method === 'POST' ? await request.text() : search.slice(1);
  const keyed = key === null ? undefined : { key, endpoint: `${method} ${pathname}`, parameters: digestOf(encoded) };
  const saved = keyed && idempotency.replayOf(keyed, nowOf(settings));
  if (saved !== undefined)
    return { status: saved.status, body: saved.body, requestId: saved.requestId, replayed: true };
  const release = keyed === undefined ? () => undefined : idempotency.hold(keyed.key);
  try {
    await settings.beforeExecution?.();
    return execute({ settings, idempotency }, { route, ids, requestId, encoded, keyed, fault });
  } finally {
    release();
  }
}

interface Execution {
  route: Route;
  ids: PathIds;
  requestId: string;
  encoded: string;
  keyed: KeyedRequest | undefined;
  fault: FaultKind | undefined;
}

/** The answer, its changes, its events and its saved copy: kept together, or not at all. */
function execute({ settings, idempotency }: Machinery, execution: Execution): Sent {
  const { route, ids, requestId, encoded, keyed, fault } = execution;
  const { store } = settings;
  const save = (sent: Sent) => {
    const { status, body } = sent;
    if (keyed !== undefined) idempotency.save({ ...keyed, status, body, requestId, createdAt: nowOf(settings) });
    return sent;
  };
  try {
    const tree = parseForm(encoded);
    const account = accountFor(settings, { id: requestId, idempotency_key: keyed?.key ?? null });
    const run = route.prepare(account, ids, tree);
    if (settings.controls.outage === 'answer-500' || fault === 'answer-500') throw unknownFault();
    return store.atomically(() => {
      const sent = toSend(run(), account, tree, requestId);
      return save(fault === 'answer-500-after' ? refused(unknownFault(), requestId) : sent);
    });
  } catch (error) {
    const sent = refused(error, requestId);
    const executed = !(error instanceof ApiRefusalError && error.details.beforeExecution);
    return executed ? store.atomically(() => save(sent)) : sent;
  }
}

function nowOf(settings: ApiSettings): number {
  return Math.floor(settings.businessClock().getTime() / 1000);
}

function accountFor(settings: ApiSettings, request: Stripe.Event.Request | null): Account {
  const { store, businessClock, secretKey: seed, known, wantsEvent } = settings;
  return openAccount({
    store,
    businessClock,
    seed,
    request,
    wantsEvent,
    name: known.accountName,
    baseUrl: known.baseUrl,
    searchLagSeconds: settings.controls.searchLagSeconds,
  });
}

function toSend(answer: Answer, account: Account, tree: FormTree, requestId: string): Sent {
  if (answer instanceof ApiRefusalError) return refused(answer, requestId);
  const expand = tree.get('expand');
  const paths = expand instanceof Map ? [...expand.values()].map(String) : [];
  return { status: 200, body: `${JSON.stringify(expanded(account, answer, paths), null, 2)}\n`, requestId };
}

/** A refusal as it was meant; anything else is a fault of the stand-in itself, and a 500. */
function refused(error: unknown, requestId: string): Sent {
  if (!(error instanceof ApiRefusalError)) console.error('The Stripe stand-in failed.', error);
  const refusal =
    error instanceof ApiRefusalError
      ? error
      : new ApiRefusalError('The Stripe stand-in failed.', { status: 500, type: 'api_error' });
  return {
    status: refusal.details.status,
    body: `${JSON.stringify(refusal.envelope(requestId), null, 2)}\n`,
    requestId,
    headers: refusal.details.headers,
  };
}
