import {
  type GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import {
  createActivationStore,
  readSecret,
  readWebhookSigning,
} from '../../../shared/adapters/secrets-manager/secrets.ts';

/** A client with these secrets and no more; it can read and write them, which is all that the adapter does. */
function clientWith(secrets: Record<string, string>): SecretsManagerClient {
  const send = async (command: GetSecretValueCommand | PutSecretValueCommand): Promise<object> => {
    const id = command.input.SecretId ?? '';
    if (command instanceof PutSecretValueCommand) {
      secrets[id] = command.input.SecretString ?? '';
      return {};
    }
    if (secrets[id] === undefined) throw new ResourceNotFoundException({ message: 'no such secret', $metadata: {} });
    return { SecretString: secrets[id] };
  };
  return { send } as unknown as SecretsManagerClient;
}

describe('a secret', () => {
  it('is its text, and undefined when there is none of that name', async () => {
    expect(await readSecret(clientWith({ a: 'x' }), 'a')).toBe('x');
    expect(await readSecret(clientWith({}), 'a')).toBeUndefined();
  });

  it('that cannot be read is a failure that may pass', async () => {
    const down = { send: () => Promise.reject(new Error('x')) } as unknown as SecretsManagerClient;
    await expect(readSecret(down, 'a')).rejects.toMatchObject({ code: 'dependency.failed', retryable: true });
  });
});

const read = (text: string) => readWebhookSigning(clientWith({ 'crm/c-1': text }), 'crm/c-1');

describe('the secrets of a connection', () => {
  it('are one to five', async () => {
    expect(await read('{"secrets":["whsec_a","whsec_b"]}')).toEqual({ secrets: ['whsec_a', 'whsec_b'] });
    expect(await readWebhookSigning(clientWith({}), 'crm/c-1')).toBeUndefined();
  });

  it.each(['', 'whsec_a', '{}', '{"secrets":[]}', '{"secrets":"whsec_a"}', '{"secrets":["1","2","3","4","5","6"]}'])(
    'are refused as %j, without their text in the message',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({
        code: 'config.missing',
        message: expect.stringMatching(/^The secret crm\/c-1 is not/),
      });
    },
  );
});

describe('the activation record', () => {
  const id = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:tallystick/activation-AbCdEf';

  it('reads what it wrote', async () => {
    const store = createActivationStore(clientWith({ [id]: '{"state":"off"}' }), id);
    expect(await store.read()).toEqual({ state: 'off', customers: {} });
    const next = {
      state: 'on',
      tableId: 't',
      customers: { c: 'cus_1' },
      stopped: { at: 'a', by: 'b', why: 'c' },
    } as const;
    await store.write(next);
    expect(await store.read()).toEqual(next);
  });

  it.each([undefined, '', '{}', '{"state":"maybe"}', 'null'])('is never guessed: %j', async (text) => {
    const store = createActivationStore(clientWith(text === undefined ? {} : { [id]: text }), id);
    await expect(store.read()).rejects.toMatchObject({
      code: 'config.missing',
      message: expect.stringContaining('activation-AbCdEf'),
    });
  });
});
