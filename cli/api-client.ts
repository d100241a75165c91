import { DependencyError, type Problem } from '../shared/core/errors.ts';
import { signRequest } from '../infra/local/signed-requests.ts';

export interface ApiCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ApiClientOptions {
  /** Scheme, host and port, such as `http://127.0.0.1:4000`. */
  readonly origin: string;
  readonly region: string;
  readonly credentials: ApiCredentials;
}

/**
 * The api as its callers see it: plain JSON both ways, amounts as decimal strings in minor units (`fromPlain` of
 * shared/core/json.ts turns them back). Paths start with `/api/`. Errors: ApiError for an answer that refuses,
 * `dependency.failed` when there is no answer.
 */
export interface ApiClient {
  /** Scheme, host and port that it speaks to. */
  readonly origin: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
}

/** The api refused. `code`, `message` and `problems` are the server's own; `status` is for the record only. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly problems: readonly Problem[];

  constructor(status: number, answer: { code: string; message: string; problems: readonly Problem[] }) {
    super(answer.message);
    this.code = answer.code;
    this.status = status;
    this.problems = answer.problems;
  }
}

const TIMEOUT_MILLISECONDS = 30_000;

/** A client whose requests carry AWS Signature Version 4, as the deployed API Gateway and the local one ask. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  return {
    origin: options.origin,
    get: (path) => call(options, 'GET', path),
    post: (path, body) => call(options, 'POST', path, body),
    put: (path, body) => call(options, 'PUT', path, body),
  };
}

/** A path of the api; ids with slashes keep them, everything else is escaped. */
export function apiPath(...parts: readonly string[]): string {
  return `/api/${parts.map((part) => part.split('/').map(escaped).join('/')).join('/')}`;
}

/** RFC 3986, which Signature Version 4 goes by: `!'()*` are escaped as well. */
function escaped(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function call<T>(options: ApiClientOptions, method: string, path: string, content?: unknown): Promise<T> {
  const url = new URL(path, options.origin);
  const body = content === undefined ? {} : { body: JSON.stringify(content) };
  const plain = { method, url, headers: { 'content-type': 'application/json' }, ...body };
  const identity = { name: 'operator', ...options.credentials };
  const signer = { identity, service: 'execute-api', region: options.region };
  const { host: _, ...headers } = await signRequest(plain, signer, new Date());
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  const response = await fetch(url, { method, headers, signal, ...body }).catch((cause: unknown) => {
    throw noAnswer(url.origin, cause);
  });
  const answer = await readAnswer(response);
  // The caller names the shape that the route gives; functions/api/routes.ts is the one place that makes it.
  if (response.ok && answer !== undefined) return answer as T;
  throw new ApiError(response.status, refusalOf(response.status, answer, url.origin));
}

async function readAnswer(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined; // No JSON: then it was not the api that answered, and the status is all there is.
  }
}

function noAnswer(origin: string, cause: unknown): DependencyError {
  const reason = cause instanceof Error && cause.name === 'TimeoutError' ? 'no answer in 30 seconds' : reasonOf(cause);
  return new DependencyError(
    'api',
    `The api at ${origin} does not answer (${reason}). Is the system running? \`npm start\` starts the local one; ` +
      'for another address check --api and TALLYSTICK_API.',
    { retryable: true, cause },
  );
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error instanceof Error ? error.message : 'no connection';
}

/** What the server said; where it said nothing (the gateway's own refusals), what the status means. */
function refusalOf(status: number, answer: unknown, origin: string): ConstructorParameters<typeof ApiError>[1] {
  const { code, message, problems } = Object(answer) as { code?: unknown; message?: unknown; problems?: unknown };
  if (typeof code === 'string' && typeof message === 'string') {
    return { code, message, problems: Array.isArray(problems) ? (problems as Problem[]) : [] };
  }
  if (status === 401 || status === 403) {
    const said = typeof message === 'string' ? ` It said: ${message}.` : '';
    return {
      code: 'input.unauthorised',
      message: `The api at ${origin} does not accept these credentials.${said} Check AWS_ACCESS_KEY_ID and the region.`,
      problems: [],
    };
  }
  if (status === 404)
    return { code: 'input.unknown', message: `There is no Tallystick api at ${origin}.`, problems: [] };
  return {
    code: 'dependency.failed',
    message: `The api at ${origin} failed (HTTP ${status}). Its log says why; try again later.`,
    problems: [],
  };
}
