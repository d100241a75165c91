import { Stripe } from 'stripe';
import type { PaceClock } from '../../ports/pace.ts';
import type { Pace } from './pace.ts';

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** How often a request is sent that Stripe answers with 429, before its caller hears of it. */
const MOST_TRIES = 4;

/**
 * Sends each request when it has its turn. A 429 changes nothing at Stripe and is not kept for the idempotency key, so
 * after the wait that Stripe asks for, kept by all workers, the very same request goes again: the push keeps its place.
 */
export function pacedClient(pace: Pace, clock: PaceClock): HttpClient {
  const direct = Stripe.createNodeHttpClient();
  return {
    getClientName: () => direct.getClientName(),
    makeRequest: async (host, port, path, method, ...rest) => {
      const endpoint = endpointOf(method, path);
      for (let attempt = 1; ; attempt += 1) {
        await pace.turn(endpoint);
        const response = await direct.makeRequest(host, port, path, method, ...rest);
        if (response.getStatusCode() !== 429 || attempt === MOST_TRIES) return response;
        const seconds = waitOf(response, attempt);
        await response.toJSON();
        await pace.holdOff(seconds, isOfEndpoint(response) ? endpoint : undefined);
        await clock.wait(seconds * 1000 + Math.floor(clock.random() * 500));
      }
    },
  };
}

/** Example: `POST /v1/invoices/in_1ABC/finalize?x=1` is `POST /v1/invoices/:id/finalize`. */
export function endpointOf(method: string, path: string): string {
  const [, version = '', collection = '', id, ...action] = (path.split('?')[0] ?? '').split('/');
  return `${method} ${['', version, collection, ...(id === undefined ? [] : [':id']), ...action].join('/')}`;
}

/** What Stripe asks for, else one, two, four seconds. */
function waitOf(response: HttpResponse, attempt: number): number {
  const asked = Number(headerOf(response, 'retry-after'));
  return Number.isFinite(asked) && asked > 0 ? asked : 2 ** (attempt - 1);
}

/** Stripe names the limit that was met: `endpoint-rate` is of one endpoint, `global-rate` of the account. */
function isOfEndpoint(response: HttpResponse): boolean {
  return headerOf(response, 'stripe-rate-limited-reason')?.startsWith('endpoint') ?? false;
}

function headerOf(response: HttpResponse, name: string): string | undefined {
  const value = response.getHeaders()[name];
  return typeof value === 'string' ? value : value?.[0];
}
