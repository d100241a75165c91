import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createInboundQueue } from '../../shared/adapters/sqs/queues.ts';
import { verifyStandardWebhook } from '../../shared/adapters/webhooks/standard-webhooks.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { CrmWebhook } from '../../shared/ports/crm-webhook.ts';
import { CRM_WEBHOOKS } from '../../shared/runtime/crm-webhooks.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { answerWebhook, bare, bodyOf, carriedText, requestedAt } from '../../shared/runtime/http.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { wallClockSeconds } from '../../shared/runtime/wall-clock.ts';
import { webhookSigningFor } from '../../shared/runtime/webhook-secrets.ts';
import { contractIdOf, MOST_BODY_BYTES, requestOf, TOLERANCE_SECONDS, vendorOf } from './event.ts';

const environment = readEnvironment('INBOUND_QUEUE_URL', 'CRM_SECRET_PREFIX');
const log = createLog();
const queue = createInboundQueue(new SQSClient(), environment.INBOUND_QUEUE_URL);
const signingOf = webhookSigningFor(new SecretsManagerClient());

/** The form for every CRM that has no connector of its own. */
const standardWebhooks: CrmWebhook = {
  check: ({ headers, body }, { secrets }, tolerance) => verifyStandardWebhook(headers, body, secrets, tolerance),
  taken: { statusCode: 202 },
};

/**
 * Checks, as its vendor documents, that a request comes from whom the address names, on the raw bytes, and makes one durable
 * write: the inbound queue. Nothing is parsed here, and the table is not asked.
 */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(log, async () => {
    const [contractId, vendor, body] = [contractIdOf(event), vendorOf(event), bodyOf(event)];
    if (body.byteLength > MOST_BODY_BYTES) return bare(413);
    if (contractId === undefined || vendor === 'unknown') return refused('no-such-address');
    const webhook = vendor === 'standard-webhooks' ? standardWebhooks : CRM_WEBHOOKS[vendor];
    const signing = await signingOf(secretOf(contractId, vendor));
    const tolerance = { nowSeconds: wallClockSeconds(), toleranceSeconds: TOLERANCE_SECONDS };
    const request = requestOf(event, body);
    const { verdict, messageId } = webhook.check(request, signing ?? { secrets: [] }, tolerance);
    if (verdict !== 'good') return refused(verdict);
    const text = carriedText(body);
    if (text === undefined) return bare(413);
    await queue.accept({
      source: 'crm',
      contractId,
      ...(vendor === 'standard-webhooks' ? {} : { vendor }),
      messageId,
      receivedAt: requestedAt(event),
      body: webhook.kept?.(text) ?? text,
    });
    return typeof webhook.taken === 'function' ? webhook.taken(request) : webhook.taken;
  });
}

function secretOf(contractId: string, vendor: AskedVendor | 'standard-webhooks'): string {
  const name = vendor === 'standard-webhooks' ? contractId : `${contractId}/${vendor}`;
  return `${environment.CRM_SECRET_PREFIX}${name}`;
}

function refused(verdict: string): APIGatewayProxyStructuredResultV2 {
  log.warn('webhook refused', { verdict });
  log.count('WebhookRefused');
  return bare(401);
}
