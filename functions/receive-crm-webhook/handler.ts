import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createInboundQueue } from '../../shared/adapters/sqs/queues.ts';
import { verifyStandardWebhook } from '../../shared/adapters/webhooks/standard-webhooks.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { answerWebhook, bare, bodyOf, carriedText, requestedAt } from '../../shared/runtime/http.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { wallClockSeconds } from '../../shared/runtime/wall-clock.ts';
import { webhookSecretsFor } from '../../shared/runtime/webhook-secrets.ts';
import { contractIdOf, MOST_BODY_BYTES, TOLERANCE_SECONDS } from './event.ts';

const environment = readEnvironment('INBOUND_QUEUE_URL', 'CRM_SECRET_PREFIX');
const log = createLog();
const queue = createInboundQueue(new SQSClient(), environment.INBOUND_QUEUE_URL);
const secretsOf = webhookSecretsFor(new SecretsManagerClient());

/** Checks the signature on the raw bytes and makes one durable write: the inbound queue. Nothing is parsed here. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(log, async () => {
    const contractId = contractIdOf(event);
    const body = bodyOf(event);
    if (body.byteLength > MOST_BODY_BYTES) return bare(413);
    const secrets =
      contractId === undefined ? undefined : await secretsOf(`${environment.CRM_SECRET_PREFIX}${contractId}`);
    const tolerance = { nowSeconds: wallClockSeconds(), toleranceSeconds: TOLERANCE_SECONDS };
    const { verdict, messageId } = verifyStandardWebhook(event.headers, body, secrets ?? [], tolerance);
    if (contractId === undefined || verdict !== 'good') {
      log.warn('webhook refused', { verdict });
      log.count('WebhookRefused');
      return bare(401);
    }
    const text = carriedText(body);
    if (text === undefined) return bare(413);
    await queue.accept({ source: 'crm', contractId, messageId, receivedAt: requestedAt(event), body: text });
    return bare(202);
  });
}
