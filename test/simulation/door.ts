import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { eventIdOf, TOLERANCE_SECONDS } from '../../functions/receive-stripe-webhook/event.ts';
import { hubspotWebhook } from '../../shared/adapters/crm/hubspot/webhook.ts';
import { verifyStandardWebhook } from '../../shared/adapters/webhooks/standard-webhooks.ts';
import { verifyStripeWebhook } from '../../shared/adapters/webhooks/stripe-webhook.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { InboundMessage, InboundQueue } from '../../shared/ports/inbound.ts';
import { SIGNING, signedByCrm, wallOf } from './crm-model.ts';
import { answerWebhook, bare, bodyOf, carriedText, requestedAt } from '../../shared/runtime/http.ts';

/** A webhook as its sender means it, before it is signed. */
export type Webhook = Pick<InboundMessage, 'source' | 'contractId' | 'vendor' | 'messageId' | 'body'>;

const CRM_KEY = Buffer.alloc(32, 'a key of the CRM');
const STRIPE_SECRET = 'whsec_simulated_secret';
const KEYS = { crm: createSecretKey(CRM_KEY), stripe: createSecretKey(Buffer.from(STRIPE_SECRET)) } as const;
const STRANGER = createSecretKey(Buffer.from('a key of nobody'));
export const SECRETS = { crm: [`whsec_${CRM_KEY.toString('base64')}`], stripe: [STRIPE_SECRET] } as const;

/** The request that a sender makes of a webhook: signed now, its body in base64 every other time, as a gateway may hand it on. */
export function signed(webhook: Webhook, now: number, key?: KeyObject): Request {
  const { source, contractId, vendor, body } = webhook;
  const headers = vendor === undefined ? headersOf(webhook, now, key) : signedByCrm(body, now, key && 'of-a-stranger');
  const isBase64Encoded = body.length % 2 === 0;
  const carried = isBase64Encoded ? Buffer.from(body).toString('base64') : body;
  return { source, contractId, ...(vendor === undefined ? {} : { vendor }), headers, body: carried, isBase64Encoded };
}

function headersOf({ source, messageId, body }: Webhook, now: number, key?: KeyObject): Record<string, string> {
  const seconds = String(Math.floor(now / 1000));
  const sign = (text: string, encoding: 'hex' | 'base64'): string =>
    createHmac('sha256', key ?? KEYS[source])
      .update(text)
      .digest(encoding);
  return source === 'crm'
    ? {
        'webhook-id': messageId,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${sign(`${messageId}.${seconds}.${body}`, 'base64')}`,
      }
    : { 'stripe-signature': `t=${seconds},v1=${sign(`${seconds}.${body}`, 'hex')}` };
}

/** A request as the gateway hands it on. */
export interface Request extends Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> {
  readonly source: Webhook['source'];
  readonly contractId: string;
  /** The connector whose address it came to. */
  readonly vendor?: AskedVendor;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What nobody with the secret sent, one of four in turn: the true message replayed too late, signed by a stranger, changed on
 * its way, or with a signature that is cut.
 */
export function forgeryOf(webhook: Webhook, now: number, number: number): Request {
  if (number % 4 === 0) return signed(webhook, now - 2 * TOLERANCE_SECONDS * 1000);
  if (number % 4 === 1) return signed(webhook, now, STRANGER);
  const { headers, ...request } = signed(webhook, now);
  if (number % 4 === 2) {
    const changed = Buffer.from(webhook.body.replace(/\d(?=\D*$)/, '9').concat(' ')).toString('base64');
    return { ...request, headers, body: changed, isBase64Encoded: true };
  }
  const cut = Object.entries(headers).map(([name, value]) => [name, value.slice(0, -9)] as const);
  return { ...request, headers: Object.fromEntries(cut) };
}

/** What the receiving functions do with a request, by the same parts: the check on the raw bytes, one write, a bare answer. */
export async function receive(
  world: { readonly inbound: InboundQueue; readonly log: Log },
  { source, contractId, vendor, headers, body = '', isBase64Encoded }: Request,
  now: number,
): Promise<number | undefined> {
  // Only what the receivers look at.
  const event = { body, isBase64Encoded, requestContext: { timeEpoch: now } } as APIGatewayProxyEventV2;
  const answer = await answerWebhook(world.log, async () => {
    const raw = bodyOf(event);
    const { verdict, messageId } = checked({ source, vendor, headers }, raw, now);
    if (verdict !== 'good') return bare(401);
    const text = carriedText(raw);
    if (text === undefined) return bare(413);
    await world.inbound.accept({
      source,
      contractId,
      ...(vendor === undefined ? {} : { vendor }),
      messageId,
      receivedAt: requestedAt(event),
      body: text,
    });
    return bare(202);
  });
  return answer.statusCode;
}

/** The check of the receiver to whose address it came. */
function checked(
  { source, vendor, headers }: Pick<Request, 'source' | 'headers'> & { vendor: Request['vendor'] | undefined },
  raw: Buffer,
  now: number,
) {
  const toleranceSeconds = TOLERANCE_SECONDS;
  const tolerance = { nowSeconds: Math.floor(now / 1000), toleranceSeconds };
  if (vendor !== undefined) {
    const nowSeconds = Math.floor(wallOf(now) / 1000);
    return hubspotWebhook.check({ method: 'POST', headers, body: raw }, SIGNING, { nowSeconds, toleranceSeconds });
  }
  if (source === 'crm') return verifyStandardWebhook(headers, raw, SECRETS.crm, tolerance);
  return {
    verdict: verifyStripeWebhook(headers['stripe-signature'], raw, SECRETS.stripe, tolerance),
    messageId: eventIdOf(raw),
  };
}
