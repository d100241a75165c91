import { randomBytes, randomUUID } from 'node:crypto';

import { AssemblyError } from './assembly/cloud-assembly.ts';
import type { KeptStore } from './kept-store.ts';
import type { SecretsManagerStandIn } from './secrets-manager/secrets-manager-stand-in.ts';

/** The made-up keys of one data folder. They open nothing outside it. */
export interface LocalKeys {
  stripeApiKey: string;
  /** `whsec_…` */
  stripeWebhookSecret: string;
  /** From which the fake AWS keys are derived. */
  identitySeed: string;
}

/** The keys that the store keeps; made up at the first run. */
export function localKeys(store: KeptStore): LocalKeys {
  return {
    stripeApiKey: kept(store, 'stripe-api-key', () => `sk_test_${randomBytes(16).toString('hex')}`),
    stripeWebhookSecret: kept(store, 'stripe-webhook', () => `whsec_${randomBytes(24).toString('base64')}`),
    identitySeed: kept(store, 'identity-seed', () => randomBytes(16).toString('hex')),
  };
}

/** The signing secret of one contract's CRM, in the form of Standard Webhooks. */
export function crmSecret(store: KeptStore, contractId: string): string {
  return kept(store, `crm/${contractId}`, () => `whsec_${randomBytes(24).toString('base64')}`);
}

/** What one contract's account at a CRM vendor is opened and signed with. It opens nothing but the stand-in. */
export function crmVendorKeys(
  store: KeptStore,
  contractId: string,
  vendor: string,
): { accountId: string; token: string; secret: string } {
  const name = `crm/${contractId}/${vendor}`;
  return {
    accountId: kept(store, `${name}/account`, () => String(10_000_000 + randomBytes(3).readUIntBE(0, 3))),
    token: kept(store, `${name}/token`, () => `pat-local-${randomBytes(18).toString('hex')}`),
    secret: kept(store, `${name}/secret`, () => randomUUID()),
  };
}

/** The value of a secret that holds signing secrets: more than one while they are rotated. */
export function signingSecrets(...secrets: readonly string[]): string {
  return JSON.stringify({ secrets });
}

/** Fills each secret of the template as an operator would; one that it has no value for is an {@link AssemblyError}. */
export function seedSecrets(secrets: SecretsManagerStandIn, names: readonly string[], keys: LocalKeys): void {
  const values: Readonly<Record<string, string>> = {
    'stripe/api-key': keys.stripeApiKey,
    'stripe/webhook': signingSecrets(keys.stripeWebhookSecret),
    activation: JSON.stringify({ state: 'off' }),
  };
  for (const name of names) {
    const value = values[name.slice(name.indexOf('/') + 1)];
    if (value === undefined) {
      throw new AssemblyError(`The secret ${name} has no local value; give it one in infra/local/local-secrets.ts.`);
    }
    secrets.seed(name, value);
  }
}

function kept(store: KeptStore, id: string, make: () => string): string {
  const before = store.get<string>('key', id);
  if (before !== undefined) return before;
  const value = make();
  store.put('key', id, value);
  return value;
}
