import type { WholeRequest } from '../http-service.ts';
import type { LocalIdentity } from '../signed-requests.ts';
import type { RouteMatch } from './route-matching.ts';

/** What an event says besides the request itself. */
export interface EventSurroundings {
  requestId: string;
  at: Date;
  accountId: string;
  /** Who signed the request, on a route with the IAM authoriser. */
  operator: LocalIdentity | undefined;
}

/** The event that an HTTP API hands to a function: payload format 2.0. */
export function toHttpApiEvent(request: WholeRequest, match: RouteMatch, surroundings: EventSurroundings): object {
  const { accountId, at, operator, requestId } = surroundings;
  const routeKey = `${match.route.method} ${match.route.path}`;
  const cookies = request.headers['cookie']?.split('; ');
  const { cookie: _cookie, ...headers } = request.headers;
  const query = Object.fromEntries(
    [...new Set(request.query.keys())].map((name) => [name, request.query.getAll(name).join(',')]),
  );
  return {
    version: '2.0',
    routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(cookies === undefined ? {} : { cookies }),
    headers,
    ...(request.rawQuery === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(match.pathParameters).length === 0 ? {} : { pathParameters: match.pathParameters }),
    requestContext: {
      accountId,
      apiId: 'local',
      ...(operator === undefined ? {} : { authorizer: { iam: iamCaller(operator, accountId) } }),
      domainName: request.headers['host'] ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceAddress,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: gatewayTime(at),
      timeEpoch: at.getTime(),
    },
    ...bodyOf(request),
  };
}

function iamCaller({ accessKeyId, name }: LocalIdentity, accountId: string): object {
  const userId = 'AIDALOCALOPERATOR';
  return {
    accessKey: accessKeyId,
    accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:iam::${accountId}:user/${name}`,
    userId,
  };
}

/** Text arrives as text, anything else in base64; what calls itself text and is not UTF-8 must not be bent. */
function bodyOf({ body, headers }: WholeRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = /^(text\/|application\/(.*\+)?(json|xml|javascript))/i.test(headers['content-type'] ?? '');
  const text = body.toString('utf8');
  return isText && Buffer.from(text, 'utf8').equals(body)
    ? { body: text, isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

/** `22/Nov/2026:20:38:00 +0000` */
function gatewayTime(at: Date): string {
  const [, day = '', month = '', year = '', time = ''] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(at.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
