import { createHmac } from 'node:crypto';
import type { PlayedYear } from './played-year.ts';

const CONTRACT = 'auxer-pmr-1999';

export interface Sending {
  readonly id: string;
  /** To whose address it goes; the contract of 1999 unless told. */
  readonly to?: string;
  /** Whose secret signs it; the one of the address unless told. */
  readonly signedBy?: string;
  /** How the sender writes the names of its headers; in lower case unless told. */
  readonly written?: (name: string) => string;
}

/** Sends signed webhooks to the local system over HTTP, as anybody who holds a secret could. */
export interface WebhookSender {
  readonly toCrmRoute: (body: string | Uint8Array, sending: Sending) => Promise<Response>;
  readonly toStripeRoute: (event: object) => Promise<Response>;
}

const now = (): string => String(Math.floor(Date.now() / 1000));

export function webhookSender({ system }: PlayedYear): WebhookSender {
  const secretOf = async (name: string): Promise<string> => {
    const prefixes = system.deployed.functions.map(({ environment }) => environment['DEPLOYMENT']);
    const deployment = prefixes.find((prefix) => prefix !== undefined) ?? '';
    const headers = {
      'x-amz-target': 'secretsmanager.GetSecretValue',
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=operator/20261122/us-east-1/secretsmanager/aws4_request',
    };
    const body = JSON.stringify({ SecretId: `${deployment}/${name}` });
    const answer = await system.secrets.app.request('/', { method: 'POST', headers, body });
    const { SecretString } = (await answer.json()) as { SecretString: string };
    return (JSON.parse(SecretString) as { secrets: [string] }).secrets[0];
  };
  return {
    toCrmRoute: async (text, { id, to = CONTRACT, signedBy = to, written = (name) => name }) => {
      const [body, timestamp] = [Buffer.from(text), now()];
      const key = Buffer.from((await secretOf(`crm/${signedBy}`)).slice('whsec_'.length), 'base64');
      const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
      const named = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
      const headers = Object.fromEntries(Object.entries(named).map(([name, value]) => [written(name), value]));
      return fetch(`${system.origin}/webhooks/crm/${to}`, { method: 'POST', headers, body });
    },
    toStripeRoute: async (event) => {
      const [body, timestamp] = [JSON.stringify(event), now()];
      const key = await secretOf('stripe/webhook');
      const digest = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
      const headers = { 'stripe-signature': `t=${timestamp},v1=${digest}`, 'content-type': 'application/json' };
      return fetch(`${system.origin}/webhooks/stripe`, { method: 'POST', headers, body });
    },
  };
}
