import { createHash } from 'node:crypto';
import type { CrmWebhook } from '../../../ports/crm-webhook.ts';
import { isOneOf } from '../../webhooks/is-one-of.ts';
import { isJson } from './is-json.ts';

/** A secret that stands in an address: as long as a key, of characters that an address takes as they are. */
export const SECRET_SHAPE = /^[A-Za-z0-9_-]{32,200}$/;

/** An organization may send a key to itself with each message. It is not used, and neither queue nor table gets to hold it. */
const SESSION = /<((?:\w+:)?SessionId)(?:\s[^>]*)?>[^<]*<\/\1\s*>/g;

const ACK =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>' +
  '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>' +
  '</soapenv:Body></soapenv:Envelope>';

/**
 * Outbound messages and flow callouts, which Salesforce does not sign: the last piece of the address is the secret, or the
 * header `x-api-key` of a flow's named credential. There is no time in a request, so an old one could be sent again by
 * whoever saw it; it names records, which are looked up as they are now with credentials of their own, and must be of the
 * organization that is connected. Source: developer.salesforce.com, Outbound Messaging.
 */
export const salesforceWebhook: CrmWebhook = {
  check: ({ headers, body, key }, { secrets }) => {
    const live = secrets.filter((secret) => SECRET_SHAPE.test(secret));
    if (!isOneOf(key ?? headers['x-api-key'] ?? '', live)) return { verdict: 'wrong', messageId: '' };
    return { verdict: 'good', messageId: createHash('sha256').update(body).digest('hex').slice(0, 40) };
  },
  kept: (text) => text.replaceAll(SESSION, '<$1/>'),
  // Without this very answer Salesforce sends again for a day, so what is skipped is answered the same.
  taken: ({ body }) =>
    isJson(body.toString('utf8', 0, 100))
      ? { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"taken":true}' }
      : { statusCode: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: ACK },
};
