import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Plain } from '../../../core/json.ts';
import type { TestRequest, WebhookSetUp } from '../../../ports/crm.ts';
import type { WebhookSigning } from '../../../ports/crm-webhook.ts';
import { askJson } from '../../http/ask-json.ts';

/** With these, the app's webhooks are set up through HubSpot's API; without them a person clicks. Neither is kept. */
const developer = z.object({
  appId: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d{1,12}$/)),
  developerKey: z.string().regex(/^[\x21-\x7e]{10,200}$/),
});

/** What there is to hear of deals, and of the companies and contacts that they name. */
const SUBSCRIPTIONS = [
  { eventType: 'deal.creation' },
  { eventType: 'deal.deletion' },
  { eventType: 'deal.restore' },
  { eventType: 'deal.merge' },
  { eventType: 'deal.associationChange' },
  ...['dealstage', 'amount', 'deal_currency_code', 'closedate', 'pipeline'].map((propertyName) => ({
    eventType: 'deal.propertyChange',
    propertyName,
  })),
] as const;

/**
 * Makes the subscriptions through HubSpot's API where the credentials name an app and a developer's key (a public app), or
 * says what to click (a private app, whose webhooks HubSpot lets nobody change but a person).
 */
export async function setUpHubspot(credentials: Plain, apiBase: string, url: string): Promise<WebhookSetUp> {
  const given = developer.safeParse(credentials);
  if (!given.success) return { url, steps: stepsFor(url), made: [] };
  const { appId, developerKey } = given.data;
  const query = new URLSearchParams({ hapikey: developerKey });
  const call = (method: 'POST' | 'PUT', path: string, body: object, alsoTakes: readonly number[] = []) =>
    askJson(
      { name: 'hubspot' },
      {
        method,
        url: `${apiBase}/webhooks/v3/${appId}/${path}?${query.toString()}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        alsoTakes,
      },
    );
  await call('PUT', 'settings', { targetUrl: url, throttling: { period: 'SECONDLY', maxConcurrentRequests: 10 } });
  const made: string[] = [];
  for (const subscription of SUBSCRIPTIONS) {
    // A subscription that is there already is a 409.
    await call('POST', 'subscriptions', { ...subscription, active: true }, [409]);
    made.push(
      'propertyName' in subscription ? `deal.propertyChange ${subscription.propertyName}` : subscription.eventType,
    );
  }
  return { url, steps: [], made };
}

function stepsFor(url: string): string[] {
  return [
    'In HubSpot: Settings, Integrations, Private Apps (or Legacy Apps), your app, Webhooks, Edit webhooks.',
    `Target URL: ${url}`,
    'Event throttling: 10 concurrent requests.',
    'Create subscriptions to deals: Created, Deleted, Restored, Merged, Association changed.',
    `Create subscriptions to deals, Property changed: ${SUBSCRIPTIONS.flatMap((one) => ('propertyName' in one ? one.propertyName : [])).join(', ')}, and every other deal property that the mapping names.`,
    'Commit changes. A webhook that is lost comes by the pull, a quarter of an hour later.',
  ];
}

/** A batch of one event of no kind that HubSpot has: it names no deal, and is signed as HubSpot signs. */
export function hubspotTestRequest(
  { secrets }: WebhookSigning,
  { url, account, nowSeconds }: { url: string; account: string; nowSeconds: number },
): TestRequest {
  const [secret = ''] = secrets;
  const occurredAt = nowSeconds * 1000;
  const portalId = Number(account);
  const body = JSON.stringify([
    { eventId: 1, portalId, occurredAt, subscriptionType: 'tallystick.test', attemptNumber: 0 },
  ]);
  const timestamp = String(occurredAt);
  const signature = createHmac('sha256', secret).update(`POST${url}${body}${timestamp}`).digest('base64');
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': signature,
    },
    body,
  };
}
