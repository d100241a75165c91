import { setTimeout as delay } from 'node:timers/promises';
import { DependencyError } from '../../core/errors.ts';
import { parseLossless, type LosslessJson } from '../../core/lossless-json.ts';

/** One call of a vendor's API. */
export interface JsonCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute; it may hold ids, never a secret. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Statuses besides 2xx that are an answer, such as 404. */
  readonly alsoTakes?: readonly number[];
}

export interface JsonAnswer {
  readonly status: number;
  readonly json: LosslessJson | undefined;
}

/** A vendor by the name that faults carry, and how long it may take. */
export interface AskedService {
  readonly name: string;
  readonly timeoutMilliseconds?: number;
}

const TRIES = 3;
const TIMEOUT_MILLISECONDS = 10_000;
/** A vendor that asks for more patience than this is asked again by the next pull. */
const LONGEST_WAIT_MILLISECONDS = 10_000;

/**
 * Asks an API for JSON and reads it losslessly. A 429, a 5xx and a lost connection are tried again, twice, after the wait
 * that the vendor names. Errors: `dependency.failed`, retryable where the same may succeed later, 401 and 403 among
 * them, as the operator mends the token; its details are the status and the kind of failure, never a URL or a body.
 */
export async function askJson(service: AskedService, call: JsonCall): Promise<JsonAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(service, call);
    if ('json' in outcome) return outcome;
    if (attempt === TRIES || outcome.waitMilliseconds === undefined) throw outcome.fault;
    if (outcome.waitMilliseconds > LONGEST_WAIT_MILLISECONDS) throw outcome.fault;
    await delay(outcome.waitMilliseconds);
  }
}

type Outcome = JsonAnswer | { readonly fault: DependencyError; readonly waitMilliseconds: number | undefined };

async function tryOnce({ name, timeoutMilliseconds }: AskedService, call: JsonCall): Promise<Outcome> {
  const { method, url, headers, body, alsoTakes = [] } = call;
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds ?? TIMEOUT_MILLISECONDS),
    });
    const text = await response.text();
    const { status } = response;
    if (response.ok || alsoTakes.includes(status)) return read(name, status, text);
    return refused(name, status, response.headers);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : 'unknown';
    const message = `${name} cannot be reached (${reason}).`;
    const fault = new DependencyError(name, message, { retryable: true, details: { reason, status: 0 }, cause });
    return { fault, waitMilliseconds: 250 };
  }
}

function read(name: string, status: number, text: string): Outcome {
  const json = text === '' ? undefined : parseLossless(text);
  if (text === '' || json !== undefined) return { status, json };
  const fault = new DependencyError(name, `${name} answered ${status} with what is not JSON.`, {
    retryable: true,
    details: { status, reason: 'not-json' },
  });
  return { fault, waitMilliseconds: 250 };
}

function refused(name: string, status: number, headers: Headers): Outcome {
  const mayPass = status === 429 || status >= 500;
  const isCredential = status === 401 || status === 403;
  const message = isCredential
    ? `${name} refused the credentials (${status}). Put ones that hold into the secret store with \`tallystick crm connect\`.`
    : `${name} answered ${status}.`;
  const fault = new DependencyError(name, message, { retryable: mayPass || isCredential, details: { status } });
  return { fault, waitMilliseconds: mayPass ? waitOf(headers) : undefined };
}

/**
 * Seconds or a date, as HTTP has them; a date is held against the answer's own, as its clock is not ours. Vendors that mean
 * milliseconds name more than anybody waits, and are left to the next pull.
 */
function waitOf(headers: Headers): number {
  const retryAfter = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const until = Date.parse(retryAfter) - Date.parse(headers.get('date') ?? '');
  // Both are whole seconds, so what looks like none may be one.
  return Number.isNaN(until) ? 500 : Math.max(0, until) + 1000;
}
