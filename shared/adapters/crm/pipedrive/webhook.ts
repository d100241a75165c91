import { createHash } from 'node:crypto';
import type { CrmWebhook } from '../../../ports/crm-webhook.ts';
import { isOneOf } from '../../webhooks/is-one-of.ts';

/**
 * Pipedrive's webhooks v2 by HTTP Basic, as Pipedrive signs nothing: a secret is `user:password`. There is no time in a
 * request, so an old one can be sent again; it names a deal, which is looked up as it is now, and does no harm.
 * Source: pipedrive.readme.io, Guide for webhooks v2.
 */
export const pipedriveWebhook: CrmWebhook = {
  check: ({ headers, body }, { secrets }) => {
    const live = secrets
      .filter((secret) => SHAPE.test(secret))
      .map((secret) => `Basic ${Buffer.from(secret).toString('base64')}`);
    if (!isOneOf(headers['authorization'] ?? '', live)) return { verdict: 'wrong', messageId: '' };
    // The id of an event is the same on every attempt and the body is not, which counts the attempts.
    return { verdict: 'good', messageId: createHash('sha256').update(body).digest('hex').slice(0, 40) };
  },
  taken: { statusCode: 200 },
};

/** A password that could be guessed would be none: at least sixteen characters. */
const SHAPE = /^[\x21-\x39\x3b-\x7e]{1,100}:[\x21-\x7e]{16,200}$/;
