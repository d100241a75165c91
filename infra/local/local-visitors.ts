import type { IncomingHttpHeaders } from 'node:http';

const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request is none of this machine's own; undefined when it is. A server on 127.0.0.1 is within reach of every
 * page that a browser on the machine shows, so two things are asked of each request:
 * - its Host is this machine: a name that an outsider made point to 127.0.0.1 (DNS rebinding) is refused;
 * - what changes something was not sent by a page of another site. Programs send neither Origin nor Sec-Fetch-Site.
 */
export function whyNotLocal(method: string, headers: IncomingHttpHeaders): string | undefined {
  const host = headers.host ?? '';
  if (!isOwn(`http://${host}`)) return 'This server answers to 127.0.0.1 and localhost only.';
  if (method === 'GET' || method === 'HEAD') return undefined;
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  // A page that sends no referrer posts its own forms with the origin "null"; Sec-Fetch-Site then tells whose it is.
  const isOwnPage = origin === undefined || isOwn(origin) || (origin === 'null' && site !== undefined);
  return site === 'cross-site' || !isOwnPage ? 'A page of another site may not change anything here.' : undefined;
}

function isOwn(address: string): boolean {
  return URL.canParse(address) && OWN_NAMES.has(new URL(address).hostname);
}
