import { randomUUID } from 'node:crypto';

import type { DeployedRoute } from '../assembly/deployed-system.ts';
import type { WholeAnswer, WholeRequest } from '../http-service.ts';
import type { LocalIdentity } from '../signed-requests.ts';
import { SignatureError, verifySignature } from '../signed-requests.ts';
import { toHttpApiEvent } from './http-api-event.ts';
import { FunctionFailedError } from './execution-environment.ts';
import { matchRoute } from './route-matching.ts';
import type { Functions } from './functions.ts';

export interface HttpApiOptions {
  routes: readonly DeployedRoute[];
  invoker: Functions;
  identities: ReadonlyMap<string, LocalIdentity>;
  accountId: string;
  /** What requests are dated with: the business clock. */
  businessClock: () => Date;
  /** What signatures are checked against. */
  wallClock: () => Date;
  /** Whether the system runs at all; if not, every route answers 503. */
  isUp: () => boolean;
}

/** API Gateway takes bodies up to 10 MB and waits 30 seconds for a function. */
export const maxBodyBytes = 10 * 1024 * 1024;
const maxWaitMilliseconds = 30_000;

/** Answers a request as the HTTP API would; undefined when no route takes its path and method. */
export async function answerAsHttpApi(
  request: WholeRequest,
  options: HttpApiOptions,
): Promise<WholeAnswer | undefined> {
  const match = matchRoute(options.routes, request.method, request.path);
  if (match === undefined) return undefined;
  if (!options.isUp()) return jsonAnswer(503, { message: 'Service Unavailable' });
  let operator: LocalIdentity | undefined;
  if (match.route.authoriser === 'iam') {
    operator = await operatorOf(request, options);
    if (operator === undefined) return jsonAnswer(403, { message: 'Forbidden' });
  }
  const event = toHttpApiEvent(request, match, {
    requestId: randomUUID(),
    at: options.businessClock(),
    accountId: options.accountId,
    operator,
  });
  try {
    return toAnswer(await withinLimit(options.invoker.invoke(match.route.functionArn, event)));
  } catch (error) {
    const isOutOfTime =
      error instanceof FunctionFailedError &&
      ['Sandbox.Timedout', 'TooManyRequestsException'].includes(error.errorType);
    return isOutOfTime
      ? jsonAnswer(503, { message: 'Service Unavailable' })
      : jsonAnswer(500, { message: 'Internal Server Error' });
  }
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: object): WholeAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function operatorOf(request: WholeRequest, options: HttpApiOptions): Promise<LocalIdentity | undefined> {
  try {
    const { identity, service } = await verifySignature(request, options.identities, options.wallClock());
    return service === 'execute-api' && identity.name === 'operator' ? identity : undefined;
  } catch (error) {
    if (error instanceof SignatureError) return undefined;
    throw error;
  }
}

async function withinLimit(result: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new FunctionFailedError('HTTP API', 'Sandbox.Timedout', 'no answer within 30 seconds')),
      maxWaitMilliseconds,
    );
  });
  try {
    return await Promise.race([result, limit]);
  } finally {
    clearTimeout(timer);
  }
}

interface FunctionAnswer {
  statusCode?: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** Payload format 2.0: without a statusCode the whole result is the JSON body of a 200. */
function toAnswer(result: unknown): WholeAnswer {
  const answer = typeof result === 'object' && result !== null ? (result as FunctionAnswer) : {};
  if (typeof answer.statusCode !== 'number') {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof result === 'string' ? result : JSON.stringify(result),
    };
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const body = answer.body ?? '';
  return {
    status: answer.statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    setCookies: answer.cookies ?? [],
    body: answer.isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}
