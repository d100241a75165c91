import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { whyNotLocal } from './local-visitors.ts';

/** A request with its whole body; header names are lower-case. */
export interface WholeRequest {
  method: string;
  /** As sent, before the question mark. */
  path: string;
  query: URLSearchParams;
  rawQuery: string;
  headers: Record<string, string>;
  body: Buffer;
  sourceAddress: string;
}

/** An answer; `setCookies` are headers that cannot be joined into one. */
export interface WholeAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  setCookies?: readonly string[];
  body?: Uint8Array | string;
}

/** A server on 127.0.0.1. */
export interface HttpService {
  readonly port: number;
  readonly origin: string;
  stop: () => Promise<void>;
}

/** The port cannot be used; the message names it and the way out. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'PORT_TAKEN';
}

/** Where to listen. Port 0 is any free one; `preferred` is tried first, and any free one is taken if it is not free. */
export type PortChoice = { fixed: number } | { preferred: number };

/** Serves `answer` on 127.0.0.1. Bodies above `maxBodyBytes` get 413. */
export async function serveHttp(
  choice: PortChoice,
  answer: (request: WholeRequest) => Promise<WholeAnswer>,
  maxBodyBytes = 32 * 1024 * 1024,
): Promise<HttpService> {
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing, answer, maxBodyBytes).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.keepAliveTimeout = 60_000;
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  try {
    await listen('fixed' in choice ? choice.fixed : choice.preferred);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    if ('fixed' in choice) {
      throw new PortTakenError(
        `Port ${choice.fixed} is taken by another program. Stop that program, or choose another port with --port.`,
        { cause },
      );
    }
    await listen(0);
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Serves a Hono app (or anything with a `fetch`) on 127.0.0.1. */
export function serveApp(
  choice: PortChoice,
  app: { fetch: (request: Request) => Response | Promise<Response> },
): Promise<HttpService> {
  return serveHttp(choice, (request) => answerWithApp(app, request));
}

/** Puts a request to an app in this process. */
export async function answerWithApp(
  app: { fetch: (request: Request) => Response | Promise<Response> },
  { method, path, rawQuery, headers, body }: WholeRequest,
): Promise<WholeAnswer> {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const url = `http://${headers['host'] ?? '127.0.0.1'}${path}${rawQuery === '' ? '' : `?${rawQuery}`}`;
  const response = await app.fetch(
    new Request(url, { method, headers, ...(hasBody ? { body: new Uint8Array(body) } : {}) }),
  );
  const { 'set-cookie': _cookies, ...plain } = Object.fromEntries(response.headers);
  return {
    status: response.status,
    headers: plain,
    setCookies: response.headers.getSetCookie(),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: WholeRequest) => Promise<WholeAnswer>,
  maxBodyBytes: number,
): Promise<void> {
  const body = await readBody(incoming, maxBodyBytes);
  const notLocal = whyNotLocal(incoming.method ?? 'GET', incoming.headers);
  const result: WholeAnswer =
    notLocal !== undefined
      ? { status: 403, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: notLocal }) }
      : body === undefined
        ? {
            status: 413,
            headers: { 'content-type': 'application/json' },
            body: '{"message":"Request Entity Too Large"}',
          }
        : await answer(wholeRequest(incoming, body));
  outgoing.statusCode = result.status;
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (!connectionHeaders.has(name.toLowerCase())) outgoing.setHeader(name, value);
  }
  if (result.setCookies !== undefined && result.setCookies.length > 0) {
    outgoing.setHeader('set-cookie', [...result.setCookies]);
  }
  outgoing.end(incoming.method === 'HEAD' ? undefined : result.body);
}

/** Headers of one connection, which are not passed on to another. */
const connectionHeaders = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= maxBytes) chunks.push(chunk);
  }
  return length > maxBytes ? undefined : Buffer.concat(chunks);
}

function wholeRequest(incoming: IncomingMessage, body: Buffer): WholeRequest {
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  const rawQuery = mark === -1 ? '' : target.slice(mark + 1);
  return {
    method: incoming.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    body,
    sourceAddress: incoming.socket.remoteAddress ?? '127.0.0.1',
  };
}
