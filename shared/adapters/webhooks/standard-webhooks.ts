import {
  timestampOf,
  verifySignature,
  type SignatureScheme,
  type SignatureVerdict,
  type Tolerance,
} from './verify-signature.ts';

const SCHEME: SignatureScheme = {
  keyOf: (secret) => {
    const match = /^(?:whsec_)?([A-Za-z0-9+/]{32,88}={0,2})$/.exec(secret);
    return match?.[1] === undefined ? undefined : Buffer.from(match[1], 'base64');
  },
  encoding: 'base64',
};

/** Checks `webhook-id`, `webhook-timestamp` and `webhook-signature`. Header names in lower case. */
export function verifyStandardWebhook(
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
  secrets: readonly string[],
  tolerance: Tolerance,
): { verdict: SignatureVerdict; messageId: string } {
  const messageId = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^[\w.-]{1,120}$/.test(messageId)) return { verdict: 'malformed', messageId: '' };
  const signatures = (headers['webhook-signature'] ?? '')
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => part.slice(3));
  const prefix = `${messageId}.${timestamp}.`;
  const request = { prefix, body, signatures, timestampSeconds: timestampOf(timestamp) };
  return { verdict: verifySignature(SCHEME, secrets, request, tolerance), messageId };
}
