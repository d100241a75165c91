import { createHash } from 'node:crypto';
import type { KeptStore } from '../kept-store.ts';
import { ApiRefusalError } from './api-refusal-error.ts';

const KEPT_FOR_SECONDS = 24 * 60 * 60;
const LONGEST_KEY = 255;
const KIND = 'idempotent_answer';

/** The first answer to a key, as it was sent. */
export interface SavedAnswer {
  key: string;
  endpoint: string;
  parameters: string;
  status: number;
  body: string;
  requestId: string;
  /** Of Stripe's own time, in Unix seconds. */
  createdAt: number;
}

/** A POST as idempotency sees it. */
export interface KeyedRequest {
  key: string;
  /** Such as `POST /v1/invoices`. */
  endpoint: string;
  /** A digest of the parameters; their order does not matter. */
  parameters: string;
}

export interface IdempotentAnswers {
  /** The saved answer to replay, if there is one; refuses a key that was used for something else or is in use. */
  replayOf(request: KeyedRequest, now: number): SavedAnswer | undefined;
  /** Marks the key as in use until the function that it gives is called. */
  hold(key: string): () => void;
  /** Keeps an answer, inside the caller's transaction, and drops those that are a day old. */
  save(answer: SavedAnswer): void;
}

export function openIdempotentAnswers(store: KeptStore): IdempotentAnswers {
  const inUse = new Set<string>();
  const ages = new Map(store.list<SavedAnswer>(KIND).map(({ key, createdAt }) => [key, createdAt]));
  return {
    replayOf: ({ key, endpoint, parameters }, now) => {
      if (key.length > LONGEST_KEY) throw tooLong(key);
      if (inUse.has(key)) throw isInUse(key);
      const saved = store.get<SavedAnswer>(KIND, key);
      if (saved === undefined || now - saved.createdAt >= KEPT_FOR_SECONDS) return undefined;
      if (saved.endpoint !== endpoint) throw otherEndpoint(key, saved.endpoint, endpoint);
      if (saved.parameters !== parameters) throw otherParameters(key);
      return saved;
    },
    hold: (key) => {
      inUse.add(key);
      return () => void inUse.delete(key);
    },
    save: (answer) => {
      for (const [key, createdAt] of ages) {
        if (answer.createdAt - createdAt < KEPT_FOR_SECONDS) continue;
        store.remove(KIND, key);
        ages.delete(key);
      }
      store.put(KIND, answer.key, answer);
      ages.set(answer.key, answer.createdAt);
    },
  };
}

/** A digest of form-encoded parameters in which their order does not matter. */
export function digestOf(encoded: string): string {
  const sorted = [...new URLSearchParams(encoded)].map((pair) => JSON.stringify(pair)).toSorted();
  return createHash('sha256').update(sorted.join('\n')).digest('hex');
}

function tooLong(key: string): ApiRefusalError {
  const message = `Idempotency keys can be up to ${String(LONGEST_KEY)} characters, but this one has ${String(key.length)}.`;
  return new ApiRefusalError(message, { beforeExecution: true });
}

function isInUse(key: string): ApiRefusalError {
  const message =
    'There is currently another in-progress request using this Idempotent Key (that probably means you submitted ' +
    `twice, and the other request is still going through): ${key}. Please try again later.`;
  return new ApiRefusalError(message, { status: 409, code: 'idempotency_key_in_use', beforeExecution: true });
}

function otherEndpoint(key: string, first: string, second: string): ApiRefusalError {
  const message =
    'Keys for idempotent requests can only be used for the same endpoint they were first used for ' +
    `('${second}' vs '${first}'). Try using a key other than '${key}' if you meant to execute a different request.`;
  return new ApiRefusalError(message, { type: 'idempotency_error', beforeExecution: true });
}

function otherParameters(key: string): ApiRefusalError {
  const message =
    'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
    `Try using a key other than '${key}' if you meant to execute a different request.`;
  return new ApiRefusalError(message, { type: 'idempotency_error', beforeExecution: true });
}
