import { createHmac } from 'node:crypto';
import type { WebhookSigning } from '../../../ports/crm-webhook.ts';
import type { MadeWebhook, TestRequest } from '../../../ports/crm.ts';
import type { CloseApi } from './api.ts';

/** What there is to hear of: opportunities, and the leads and contacts that are their investors. */
const EVENTS = [
  ...['created', 'updated', 'deleted'].map((action) => ({ object_type: 'opportunity', action })),
  ...['updated', 'merged', 'deleted'].map((action) => ({ object_type: 'lead', action })),
  ...['updated', 'deleted'].map((action) => ({ object_type: 'contact', action })),
];

/**
 * Makes a subscription for the address and takes the key that Close makes for it; then those that were there before are
 * deleted, as nobody can ask for their keys any more. Where a key was given, its subscription is there already.
 */
export async function setUpClose(api: CloseApi, url: string, { secrets }: WebhookSigning): Promise<MadeWebhook> {
  if (secrets.length > 0)
    return { url, steps: [`Have the subscription of the key that you gave send to ${url}`], made: [] };
  const before = (await api.subscriptions()).filter((one) => one.url === url);
  const key = await api.subscribe(url, EVENTS);
  for (const { id } of before) await api.unsubscribe(id);
  return { url, steps: [], made: EVENTS.map(({ object_type, action }) => `${object_type} ${action}`), secrets: [key] };
}

/** An event of an object that Close does not have: it names no opportunity, and is signed as Close signs. */
export function closeTestRequest(
  { secrets }: WebhookSigning,
  { url, account, nowSeconds }: { url: string; account: string; nowSeconds: number },
): TestRequest {
  const date_created = new Date(nowSeconds * 1000).toISOString();
  const event = { object_type: 'tallystick.test', action: 'created', organization_id: account, date_created };
  const body = JSON.stringify({ event, subscription_id: 'whsub_test' });
  const timestamp = String(nowSeconds);
  const key = Buffer.from(secrets[0] ?? '', 'hex');
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'close-sig-timestamp': timestamp,
      'close-sig-hash': createHmac('sha256', key).update(`${timestamp}${body}`).digest('hex'),
    },
    body,
  };
}
