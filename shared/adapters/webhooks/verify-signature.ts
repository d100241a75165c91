import { createHmac, timingSafeEqual } from 'node:crypto';

/** How one sender signs: what is signed, with which key, and how the signature is written. */
export interface SignatureScheme {
  /** The key bytes of a secret as the sender hands it out; undefined when the secret is malformed. */
  readonly keyOf: (secret: string) => Buffer | undefined;
  readonly encoding: 'hex' | 'base64';
}

export interface SignedRequest {
  /** What was signed before the body, such as `msg_1.1614265330.`. */
  readonly prefix: string;
  readonly body: Buffer;
  /** Every signature of the header; one that holds is enough, so that a sender may rotate its secret. */
  readonly signatures: readonly string[];
  readonly timestampSeconds: number;
}

export interface Tolerance {
  /** Wall clock. */
  readonly nowSeconds: number;
  /** Older and newer than this is refused: both ages. */
  readonly toleranceSeconds: number;
}

export type SignatureVerdict = 'good' | 'stale' | 'future' | 'wrong' | 'malformed';

/**
 * Checks a signature on the raw bytes with HMAC-SHA256, in constant time, against every live secret. A tolerance that
 * is not a whole number above zero refuses everything, so that a setting that went missing cannot turn replay
 * protection off. Source: Standard Webhooks 1.0.0; facts on Stripe 1.2; facts on CRM webhooks.
 */
export function verifySignature(
  scheme: SignatureScheme,
  secrets: readonly string[],
  request: SignedRequest,
  { nowSeconds, toleranceSeconds }: Tolerance,
): SignatureVerdict {
  if (!Number.isSafeInteger(request.timestampSeconds)) return 'malformed';
  if (!Number.isSafeInteger(toleranceSeconds) || toleranceSeconds <= 0) return 'stale';
  const given = request.signatures.map((signature) => digestOf(signature, scheme.encoding));
  const keys = secrets.map(scheme.keyOf).filter((key) => key !== undefined);
  const holds = keys.map((key) => {
    const expected = createHmac('sha256', key).update(request.prefix).update(request.body).digest();
    return given.map((digest) => timingSafeEqual(expected, digest)).includes(true);
  });
  if (!holds.includes(true)) return 'wrong';
  if (nowSeconds - request.timestampSeconds > toleranceSeconds) return 'stale';
  if (request.timestampSeconds - nowSeconds > toleranceSeconds) return 'future';
  return 'good';
}

/** The 32 bytes that a signature text stands for; another length compares as zeros, which no digest is. */
function digestOf(signature: string, encoding: 'hex' | 'base64'): Buffer {
  const shape = encoding === 'hex' ? /^[0-9a-f]{64}$/i : /^[A-Za-z0-9+/]{43}=$/;
  return shape.test(signature) ? Buffer.from(signature, encoding) : Buffer.alloc(32);
}

/** Digits only, as `Number` alone would read `1e9`, ` 5` and the empty text too. */
export function timestampOf(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}
