import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createInboundQueue } from '../../shared/adapters/sqs/queues.ts';
import { verifyStripeWebhook } from '../../shared/adapters/webhooks/stripe-webhook.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { answerWebhook, bare, bodyOf, carriedText, requestedAt } from '../../shared/runtime/http.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { wallClockSeconds } from '../../shared/runtime/wall-clock.ts';
import { webhookSigningFor } from '../../shared/runtime/webhook-secrets.ts';
import { eventIdOf, MOST_BODY_BYTES, TOLERANCE_SECONDS } from './event.ts';

const environment = readEnvironment('INBOUND_QUEUE_URL', 'STRIPE_WEBHOOK_SECRET_ARN');
const log = createLog();
const queue = createInboundQueue(new SQSClient(), environment.INBOUND_QUEUE_URL);
const signingOf = webhookSigningFor(new SecretsManagerClient());

/** Checks Stripe's signature on the raw bytes and makes one durable write: the inbound queue. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(log, async () => {
    const body = bodyOf(event);
    if (body.byteLength > MOST_BODY_BYTES) return bare(413);
    const secrets = (await signingOf(environment.STRIPE_WEBHOOK_SECRET_ARN))?.secrets ?? [];
    const tolerance = { nowSeconds: wallClockSeconds(), toleranceSeconds: TOLERANCE_SECONDS };
    const verdict = verifyStripeWebhook(event.headers['stripe-signature'], body, secrets, tolerance);
    if (verdict !== 'good') {
      log.warn('webhook refused', { verdict });
      log.count('WebhookRefused');
      return bare(401);
    }
    const text = carriedText(body);
    if (text === undefined) return bare(413);
    const messageId = eventIdOf(body);
    await queue.accept({ source: 'stripe', contractId: '', messageId, receivedAt: requestedAt(event), body: text });
    return bare(202);
  });
}
