import { createHash } from 'node:crypto';
import type { CrmWebhook, WebhookRequest } from '../../../ports/crm-webhook.ts';
import { verifySignature, type SignatureScheme } from '../../webhooks/verify-signature.ts';

/** The client secret of the app, as it is: HubSpot keys its HMAC with the text itself. */
const SCHEME: SignatureScheme = {
  keyOf: (secret) => (/^[\x21-\x7e]{8,200}$/.test(secret) ? Buffer.from(secret) : undefined),
  encoding: 'base64',
};

/** These come decoded before HubSpot signs; everything else of the address stays as it is. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/**
 * HubSpot's webhooks of subscriptions and of workflows, by signature v3: method, address, raw body and time, signed with
 * the client secret of the app. The address is the one that was configured, as what a request says of its own may have
 * been rewritten on the way. The older v1 and v2 signatures have no time and are refused: HubSpot sends v3 beside them.
 * Source: developers.hubspot.com, Validating requests.
 */
export const hubspotWebhook: CrmWebhook = {
  check: (request, { secrets, url }, tolerance) => {
    if (url === undefined) return { verdict: 'malformed', messageId: '' };
    const timestamp = request.headers['x-hubspot-request-timestamp'] ?? '';
    const verdict = verifySignature(
      SCHEME,
      secrets,
      {
        prefix: `${request.method}${decoded(url)}`,
        body: Buffer.concat([request.body, Buffer.from(timestamp)]),
        signatures: [request.headers['x-hubspot-signature-v3'] ?? ''],
        timestampSeconds: secondsOf(timestamp),
      },
      tolerance,
    );
    return { verdict, messageId: verdict === 'good' ? messageIdOf(request) : '' };
  },
  // HubSpot tries again after any other status, so what is skipped is answered the same.
  taken: { statusCode: 200 },
};

/** HubSpot numbers events and not messages, and not uniquely; a message is known by what it says. */
function messageIdOf({ body }: WebhookRequest): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 40);
}

function decoded(url: string): string {
  return url.replace(/%[0-9A-Fa-f]{2}/g, (code) => DECODED[code.toUpperCase()] ?? code);
}

/** Milliseconds, digits only: `Number` alone would read `1e9`, ` 5` and the empty text too. */
function secondsOf(timestamp: string): number {
  return /^\d{13}$/.test(timestamp) ? Math.floor(Number(timestamp) / 1000) : Number.NaN;
}
