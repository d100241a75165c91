import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../infra/local/stripe/webhook-delivery.ts';
import { SECRETS, signed } from '../simulation/door.ts';

const NOW = Date.UTC(1999, 3, 6, 12, 0, 1, 999);
const sent = { contractId: 'c-1', messageId: 'msg_1', body: '{"text":"Réserve 第二 ☂ \u{1f9fe}"}' };

describe('the senders of the simulator sign', () => {
  it('as a CRM does by the library of Standard Webhooks', () => {
    const [secret] = SECRETS.crm;
    expect(signed({ ...sent, source: 'crm' }, NOW).headers).toEqual({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(NOW / 1000)),
      'webhook-signature': new Webhook(secret ?? '').sign('msg_1', new Date(NOW), sent.body),
    });
  });

  it('as the stand-in of Stripe does', () => {
    const [secret] = SECRETS.stripe;
    expect(signed({ ...sent, source: 'stripe' }, NOW).headers).toEqual({
      'stripe-signature': signatureOf(sent.body, secret, new Date(NOW)),
    });
  });
});
