import { createHash } from 'node:crypto';
import type { CrmWebhook } from '../../../ports/crm-webhook.ts';
import { timestampOf, verifySignature, type SignatureScheme } from '../../webhooks/verify-signature.ts';

/** Close hands its key out in hex and signs with the bytes; keyed with the text, every signature would be wrong. */
const SCHEME: SignatureScheme = {
  keyOf: (secret) => (/^([0-9a-f]{2}){16,64}$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined),
  encoding: 'hex',
};

/**
 * Close's webhooks: HMAC-SHA256 over the time and the raw body, with nothing between them, in hex. Close names no age;
 * five minutes both ways are held to, and what is refused for it comes by the pull.
 * Source: developer.close.com, Webhooks, Webhook signatures.
 */
export const closeWebhook: CrmWebhook = {
  check: ({ headers, body }, { secrets }, tolerance) => {
    const timestamp = headers['close-sig-timestamp'] ?? '';
    const verdict = verifySignature(
      SCHEME,
      secrets,
      {
        prefix: timestamp,
        body,
        signatures: [headers['close-sig-hash'] ?? ''],
        timestampSeconds: timestampOf(timestamp),
      },
      tolerance,
    );
    // The event's id is in the body, which is not read here; what is sent again is the same to the byte.
    const messageId = verdict === 'good' ? createHash('sha256').update(body).digest('hex').slice(0, 40) : '';
    return { verdict, messageId };
  },
  taken: { statusCode: 200 },
};
