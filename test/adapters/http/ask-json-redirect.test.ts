import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { askJson } from '../../../shared/adapters/http/ask-json.ts';

it.each([302, 307])('an API that answers %i leads nowhere else: it is a failure, not a way in', async (status) => {
  const heard: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    heard.push(request.url);
    response.writeHead(request.url === '/deals' ? status : 200, { location: '/inside' }).end('{"secret":1}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/deals`;
  try {
    await expect(askJson({ name: 'HubSpot' }, { method: 'GET', url, headers: {} })).rejects.toMatchObject({
      code: 'dependency.failed',
    });
    expect(new Set(heard)).toEqual(new Set(['/deals']));
  } finally {
    await new Promise((resolve) => void server.close(resolve));
  }
});
