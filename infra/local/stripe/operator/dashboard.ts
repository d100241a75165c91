import { Hono } from 'hono';
import type { Account } from '../account.ts';
import type { Api } from '../api.ts';
import { ROUTES } from '../api.ts';
import { openDispute } from '../dispute-object.ts';
import type { KeptStore } from '../../kept-store.ts';

/** What came of something that a person did in the dashboard: undefined, or why Stripe refused. */
export type Refusal = string | undefined;

/** The account as a person in the dashboard works with it: by Stripe's own rules, past the faults that are told. */
export interface Dashboard {
  account(): Account;
  /** Sends a request; throws a {@link RefusedError} with Stripe's own words where Stripe refuses. */
  ask(method: 'GET' | 'POST' | 'DELETE', path: string, parameters?: Record<string, string>): Promise<unknown>;
  /** What only a cardholder can do. */
  dispute(charge: string): void;
}

/** Stripe has refused; the message is Stripe's. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

export function createDashboard(api: Api, store: KeptStore, secretKey: string): Dashboard {
  const app = new Hono();
  for (const route of ROUTES) {
    app.on(route.method, route.path, (context) => {
      const { id = '', sub = '' } = context.req.param() as { id?: string; sub?: string };
      return api.answer(context.req.raw, route, { id, sub });
    });
  }
  return {
    account: () => api.accountFor(null),
    ask: async (method, path, parameters = {}) => {
      const form = new URLSearchParams(parameters);
      const answer = await app.request(method === 'GET' ? `${path}?${form.toString()}` : path, {
        method,
        headers: { authorization: `Bearer ${secretKey}` },
        ...(method === 'GET' ? {} : { body: form }),
      });
      const body: unknown = await answer.json();
      if (answer.ok) return body;
      throw new RefusedError((body as { error?: { message?: string } }).error?.message ?? String(answer.status));
    },
    dispute: (charge) => {
      const account = api.accountFor(null);
      store.atomically(() => {
        const found = account.find('charge', charge);
        if (found === undefined || found.status !== 'succeeded') throw new RefusedError('There is no such payment.');
        if (found.disputed) throw new RefusedError('This payment is disputed already.');
        openDispute(account, found, 'chargeback');
      });
    },
  };
}

/** An id in an answer of the API. */
export function idIn(answer: unknown): string {
  const { id } = answer as { id?: unknown };
  if (typeof id !== 'string') throw new Error('The answer has no id.');
  return id;
}
