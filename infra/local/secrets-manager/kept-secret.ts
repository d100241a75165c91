import { createHash } from 'node:crypto';
import type { KeptStore } from '../kept-store.ts';

export interface SecretVersion {
  versionId: string;
  secretString?: string;
  /** Base64. */
  secretBinary?: string;
  /** AWSCURRENT, AWSPREVIOUS, or a stage of the caller's. */
  stages: string[];
  /** Business time, ISO instant. */
  createdAt: string;
}

export interface KeptSecret {
  arn: string;
  name: string;
  description?: string;
  createdAt: string;
  changedAt: string;
  versions: SecretVersion[];
}

export interface SecretStore {
  /** By name, by whole ARN, or by an ARN without its last six characters. */
  find(secretId: string): KeptSecret | undefined;
  put(secret: KeptSecret): void;
  arnOf(name: string): string;
}

export function createSecretStore(store: KeptStore, place: { region: string; accountId: string }): SecretStore {
  const prefix = `arn:aws:secretsmanager:${place.region}:${place.accountId}:secret:`;
  const arnOf = (name: string): string => `${prefix}${name}-${suffixOf(name)}`;
  return {
    find: (secretId) => {
      if (!secretId.startsWith('arn:')) return store.get('secret', secretId);
      const named = store.list<KeptSecret>('secret').filter(({ arn }) => arn === secretId);
      return named[0] ?? (secretId.startsWith(prefix) ? store.get('secret', secretId.slice(prefix.length)) : undefined);
    },
    put: (secret) => store.put('secret', secret.name, secret),
    arnOf,
  };
}

/** Six letters and digits, as AWS adds; here made from the name, so that an ARN is the same on every machine. */
function suffixOf(name: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const digest = createHash('sha256').update(name).digest();
  return Array.from(digest.subarray(0, 6), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
