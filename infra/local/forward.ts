import { Agent, request as httpRequest } from 'node:http';

import type { WholeAnswer, WholeRequest } from './http-service.ts';

/** Passes requests on to another server of this machine over connections that stay open. */
export function createForwarder(origin: string): {
  forward: (request: WholeRequest) => Promise<WholeAnswer>;
  stop: () => void;
} {
  const agent = new Agent({ keepAlive: true });
  const forward = (request: WholeRequest): Promise<WholeAnswer> =>
    new Promise((resolve, reject) => {
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const outgoing = httpRequest(
        `${origin}${request.path}`,
        { method: request.method, headers, agent },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 502,
              headers: Object.fromEntries(
                Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  return { forward, stop: () => agent.destroy() };
}
