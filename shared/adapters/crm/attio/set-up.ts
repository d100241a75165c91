import { createHmac } from 'node:crypto';
import type { WebhookSigning } from '../../../ports/crm-webhook.ts';
import type { MadeWebhook, TestRequest } from '../../../ports/crm.ts';
import type { AttioApi } from './api.ts';

const EVENTS = ['record.created', 'record.updated', 'record.deleted', 'record.merged'];

/**
 * Makes a webhook for what happens to deals, and takes the secret that Attio makes for it; then those that were there before
 * for the address are deleted, as nobody can ask for their secrets any more. Where a secret was given, its webhook is there
 * already. People and companies are left out: Attio enriches them all day.
 */
export async function setUpAttio(api: AttioApi, url: string, { secrets }: WebhookSigning): Promise<MadeWebhook> {
  if (secrets.length > 0) {
    return {
      url,
      steps: [`Have the webhook of the secret that you gave send ${EVENTS.join(', ')} to ${url}`],
      made: [],
    };
  }
  const value = await api.dealsObjectId();
  const before = (await api.webhooks()).filter((one) => one.url === url);
  const filter = { $and: [{ field: 'id.object_id', operator: 'equals', value }] };
  const subscriptions = EVENTS.map((event_type) => ({ event_type, filter }));
  const secret = await api.makeWebhook({ target_url: url, subscriptions });
  for (const { id } of before) await api.deleteWebhook(id);
  return { url, steps: [], made: EVENTS.map((event) => `${event} of deals`), secrets: [secret] };
}

/** An event of a type that Attio does not have: it names no record, and is signed as Attio signs. */
export function attioTestRequest(
  { secrets }: WebhookSigning,
  { url, account, nowSeconds }: { url: string; account: string; nowSeconds: number },
): TestRequest {
  const events = [{ event_type: 'tallystick.test', id: { workspace_id: account } }];
  const body = JSON.stringify({ webhook_id: 'tallystick', events });
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': `tallystick-test-${nowSeconds}`,
      'attio-signature': createHmac('sha256', secrets[0] ?? '')
        .update(body)
        .digest('hex'),
    },
    body,
  };
}
