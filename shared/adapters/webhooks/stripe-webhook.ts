import {
  timestampOf,
  verifySignature,
  type SignatureScheme,
  type SignatureVerdict,
  type Tolerance,
} from './verify-signature.ts';

const SCHEME: SignatureScheme = {
  keyOf: (secret) => (/^whsec_\S{8,}$/.test(secret) ? Buffer.from(secret) : undefined),
  encoding: 'hex',
};

/**
 * Checks `Stripe-Signature: t=...,v1=...`. Our own, as Stripe's library accepts a signature from the future, throws a
 * RangeError on odd characters and loads 241 KB. Decision 0004.
 */
export function verifyStripeWebhook(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
  tolerance: Tolerance,
): SignatureVerdict {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const valuesOf = (name: string): string[] =>
    parts.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
  const [timestamp = ''] = valuesOf('t=');
  const signatures = valuesOf('v1=');
  const request = { prefix: `${timestamp}.`, body, signatures, timestampSeconds: timestampOf(timestamp) };
  return verifySignature(SCHEME, secrets, request, tolerance);
}
