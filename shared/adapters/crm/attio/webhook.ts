import type { CrmWebhook } from '../../../ports/crm-webhook.ts';
import { verifySignature, type SignatureScheme } from '../../webhooks/verify-signature.ts';

/** Attio keys its HMAC with the text of the secret, hex as it looks. */
const SCHEME: SignatureScheme = {
  keyOf: (secret) => (/^[\x21-\x7e]{16,200}$/.test(secret) ? Buffer.from(secret) : undefined),
  encoding: 'hex',
};

/**
 * Attio's webhooks: HMAC-SHA256 over the raw body, in hex. No time is signed, so an old request can be sent again by
 * whoever saw it; it names a record, which is looked up as it is now, and does no harm. Two changes of one field are the
 * same to the byte, so a message is known by its `Idempotency-Key`, which is the same on each attempt and not signed:
 * whoever sends an old request under a new key has a deal looked at once more.
 * Source: docs.attio.com, Webhooks, Authenticating and Delivery.
 */
export const attioWebhook: CrmWebhook = {
  check: ({ headers, body }, { secrets }, tolerance) => {
    const messageId = headers['idempotency-key'] ?? '';
    if (!/^[\w.:-]{1,120}$/.test(messageId)) return { verdict: 'malformed', messageId: '' };
    const signature = headers['attio-signature'] ?? headers['x-attio-signature'] ?? '';
    const verdict = verifySignature(
      SCHEME,
      secrets,
      { prefix: '', body, signatures: [signature], timestampSeconds: tolerance.nowSeconds },
      tolerance,
    );
    return { verdict, messageId: verdict === 'good' ? messageId : '' };
  },
  // Attio takes 200 and 202 alone, and tries again after anything else.
  taken: { statusCode: 200 },
};
