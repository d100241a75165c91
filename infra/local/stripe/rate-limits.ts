import { ApiRefusalError } from './api-refusal-error.ts';

/** The most requests in any one second. */
export interface RateLimits {
  /** Of the account, whatever they ask for. */
  account: number;
  /** Of one operation, such as `POST /v1/invoices/:id/finalize` for all invoices together. */
  endpoint: number;
  /** Of one search. */
  search: number;
}

/** As Stripe's page on rate limits gives them: a live account, and a sandbox, which is held to less. */
export const STRIPES_LIMITS = {
  live: { account: 100, endpoint: 25, search: 20 },
  sandbox: { account: 25, endpoint: 25, search: 20 },
} satisfies Record<string, RateLimits>;

export type RateLimitSetting = keyof typeof STRIPES_LIMITS | 'none' | RateLimits;

/** What came in, for whoever wants to know how near to the limits a run went. */
export interface Traffic {
  accepted: number;
  refused: Record<RefusalReason, number>;
  /** The most requests that were accepted within any one second: of all, and of each operation. */
  busiestSecond: { account: number; endpoints: Record<string, number> };
}

type RefusalReason = 'endpoint-rate' | 'global-rate';

export interface RateLimiter {
  /** Counts the request in, or refuses it with a 429. */
  admit(endpoint: string, now: Date): void;
  set: (limits: RateLimitSetting) => void;
  readonly limits: RateLimitSetting;
  traffic: () => Traffic;
  forgetTraffic: () => void;
}

/** Holds requests to limits by a window of one second that slides with the wall clock: speed is not business time. */
export function createRateLimiter(initial: RateLimitSetting): RateLimiter {
  let limits = initial;
  const account = createWindow();
  const endpoints = new Map<string, ReturnType<typeof createWindow>>();
  let traffic = noTraffic();
  return {
    admit: (endpoint, now) => {
      const own = endpoints.get(endpoint) ?? createWindow();
      endpoints.set(endpoint, own);
      const [most, ofAll] = [limitOf(limits, endpoint), limitsOf(limits).account];
      const reason = own.count(now) >= most ? 'endpoint-rate' : account.count(now) >= ofAll ? 'global-rate' : undefined;
      if (reason !== undefined) {
        traffic.refused[reason] += 1;
        throw tooMany(limits, reason);
      }
      traffic.accepted += 1;
      const { busiestSecond } = traffic;
      busiestSecond.account = Math.max(busiestSecond.account, account.add(now));
      busiestSecond.endpoints[endpoint] = Math.max(busiestSecond.endpoints[endpoint] ?? 0, own.add(now));
    },
    set: (told) => {
      limits = told;
    },
    get limits() {
      return limits;
    },
    traffic: () => structuredClone(traffic),
    forgetTraffic: () => {
      traffic = noTraffic();
    },
  };
}

function noTraffic(): Traffic {
  return {
    accepted: 0,
    refused: { 'endpoint-rate': 0, 'global-rate': 0 },
    busiestSecond: { account: 0, endpoints: {} },
  };
}

function limitsOf(setting: RateLimitSetting): RateLimits {
  if (setting === 'none') return { account: Infinity, endpoint: Infinity, search: Infinity };
  return typeof setting === 'string' ? STRIPES_LIMITS[setting] : setting;
}

function limitOf(setting: RateLimitSetting, endpoint: string): number {
  const { endpoint: ofOne, search } = limitsOf(setting);
  return endpoint.endsWith('/search') ? search : ofOne;
}

/** The instants of the last second. */
function createWindow() {
  let instants: number[] = [];
  const count = (now: Date): number => {
    instants = instants.filter((instant) => now.getTime() - instant < 1000);
    return instants.length;
  };
  return {
    count,
    add: (now: Date): number => {
      instants.push(now.getTime());
      return count(now);
    },
  };
}

/** Without `Retry-After` and without a count of what is left: Stripe gives neither. */
function tooMany(setting: RateLimitSetting, reason: RefusalReason): ApiRefusalError {
  const where = 'https://stripe.com/docs/rate-limits.';
  const message =
    setting === 'sandbox'
      ? `Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can learn more about rate limits here ${where}`
      : `Request rate limit exceeded. Learn more about rate limits here ${where}`;
  return new ApiRefusalError(message, {
    status: 429,
    code: 'rate_limit',
    beforeExecution: true,
    headers: { 'stripe-rate-limited-reason': reason },
  });
}
