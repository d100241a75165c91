import { createServer, type ServerResponse } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { askJson } from '../../../shared/adapters/http/ask-json.ts';

/** An API that is busy the first time, and says by these headers until when. */
async function busyOnce(headers: Record<string, string>): Promise<{ url: string; waited: () => number }> {
  const heardAt: number[] = [];
  const answer = (response: ServerResponse): unknown => {
    heardAt.push(performance.now());
    return heardAt.length === 1
      ? response.writeHead(429, headers).end('{}')
      : response.writeHead(200).end('{"done":true}');
  };
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return { url, waited: () => (heardAt[1] ?? 0) - (heardAt[0] ?? 0) };
}

it.each([
  ['the seconds that it names', { 'retry-after': '1' }, 1000],
  [
    'the date that it names, by its own clock, which may be years from ours',
    { date: 'Sat, 22 Mar 2025 14:30:00 GMT', 'retry-after': 'Sat, 22 Mar 2025 14:30:01 GMT' },
    2000,
  ],
  [
    'a second where date and clock are of the same',
    { date: 'Sat, 22 Mar 2025 14:30:01 GMT', 'retry-after': 'Sat, 22 Mar 2025 14:30:01 GMT' },
    1000,
  ],
  ['half a second where it names nothing that can be read', { 'retry-after': 'soon' }, 500],
])('waits for an API that is busy: %s', async (_, headers, milliseconds) => {
  const { url, waited } = await busyOnce(headers);
  const { status } = await askJson({ name: 'attio' }, { method: 'GET', url, headers: {} });
  expect(status).toBe(200);
  expect(waited()).toBeGreaterThanOrEqual(milliseconds - 5);
  expect(waited()).toBeLessThan(milliseconds + 900);
});
