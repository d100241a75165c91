import type { WebhookSigning } from '../../../ports/crm-webhook.ts';
import type { TestRequest, WebhookSetUp } from '../../../ports/crm.ts';
import type { PipedriveApi } from './api.ts';

/** What there is to hear of: deals, and the persons and organizations that they name. */
const OBJECTS = ['deal', 'person', 'organization'] as const;

/** Makes a webhook v2 for each object; Pipedrive makes them through its API alone. */
export async function setUpPipedrive(
  api: PipedriveApi,
  url: string,
  { secrets }: WebhookSigning,
): Promise<WebhookSetUp> {
  const [user = '', password = ''] = splitSecret(secrets[0] ?? '');
  for (const event_object of OBJECTS) {
    await api.makeWebhook({
      subscription_url: url,
      event_action: '*',
      event_object,
      http_auth_user: user,
      http_auth_password: password,
    });
  }
  return { url, steps: [], made: OBJECTS.map((object) => `webhook v2 for ${object}, every action`) };
}

/** An event of a kind that Pipedrive does not have: it names no deal, and comes with the password. */
export function pipedriveTestRequest(
  { secrets }: WebhookSigning,
  { url, account, nowSeconds }: { url: string; account: string; nowSeconds: number },
): TestRequest {
  const meta = {
    action: 'change',
    entity: 'tallystick',
    entity_id: '0',
    company_id: account,
    version: '2.0',
    timestamp: new Date(nowSeconds * 1000).toISOString(),
  };
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(secrets[0] ?? '', 'utf8').toString('base64')}`,
    },
    body: JSON.stringify({ meta, data: {}, previous: null }),
  };
}

/** A user's name holds no colon; a password may. */
function splitSecret(secret: string): string[] {
  const colon = secret.indexOf(':');
  return [secret.slice(0, colon), secret.slice(colon + 1)];
}
