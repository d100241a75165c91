import { expect, it } from 'vitest';

import { matchRoute } from '../../../../infra/local/lambda/route-matching.ts';

const routes = (...keys: string[]) =>
  keys.map((key) => {
    const [method = '', path = ''] = key.split(' ');
    return { method, path, functionArn: key, authoriser: 'none' as const };
  });

const all = routes('GET /a/b', 'GET /a/{one}', 'ANY /a/{one}', 'ANY /a/{rest+}', 'GET /{only}/b');

it.each([
  ['GET', '/a/b', 'GET /a/b', {}],
  ['GET', '/a/x', 'GET /a/{one}', { one: 'x' }],
  ['POST', '/a/x', 'ANY /a/{one}', { one: 'x' }],
  ['GET', '/a/x/y', 'ANY /a/{rest+}', { rest: 'x/y' }],
  ['GET', '/z/b', 'GET /{only}/b', { only: 'z' }],
  ['GET', '/a/%C3%A9%2F', 'GET /a/{one}', { one: 'é/' }],
])('%s %s goes to the route %s', (method, path, functionArn, pathParameters) => {
  const match = matchRoute(all, method, path);
  expect(match?.route.functionArn).toBe(functionArn);
  expect(match?.pathParameters).toEqual(pathParameters);
});

it.each([
  ['GET', '/a/'],
  ['GET', '/a'],
  ['GET', '/'],
  ['POST', '/z/b'],
  ['GET', '/a/b/'],
  ['GET', '/a/%'],
])('%s %s has no route, or only the greedy one', (method, path) => {
  const exact = routes('GET /a/b', 'GET /a/{one}', 'GET /{only}/b');
  expect(matchRoute(exact, method, path)).toBeUndefined();
});
