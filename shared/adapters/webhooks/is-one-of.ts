import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a text is one of the secrets, for vendors that send a secret itself. Digests of one length are compared, in
 * constant time and every one of them, so that the time says neither which holds nor where another differs.
 */
export function isOneOf(given: string, secrets: readonly string[]): boolean {
  const digest = digestOf(given);
  return secrets.map((secret) => timingSafeEqual(digest, digestOf(secret))).includes(true);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
