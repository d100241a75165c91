import { describe, expect, it } from 'vitest';
import { connectCrm, type Connected } from '../../shared/app/connect-crm.ts';
import { closeWebhook } from '../../shared/adapters/crm/close/webhook.ts';
import { InputError } from '../../shared/core/errors.ts';
import { aWorld, CONTRACT } from '../builders/a-world.ts';
import { closeMapping } from '../builders/close-mapping.ts';
import { crmApi } from '../builders/crm-api.ts';
import { noon } from '../builders/facts.ts';
import { aVendorAtHttp } from '../builders/vendor-at-http.ts';

const TOKEN = 'api_of-the-tests-only';
const KEY = '0a'.repeat(32);
const URL = `https://hooks.example.com/webhooks/crm/${CONTRACT}/close`;
const NOW_SECONDS = 1_795_000_000;

async function aClose() {
  const vendor = await aVendorAtHttp('close', { token: TOKEN, secret: KEY });
  const api = crmApi(vendor.origin);
  const world = { ...(await aWorld()), ...api };
  const connect = (changes: { secrets?: readonly string[]; apiKey?: string } = {}): Promise<Connected> =>
    connectCrm(world, {
      contractId: CONTRACT,
      vendor: 'close',
      mapping: closeMapping(),
      signing: { secrets: changes.secrets ?? [], url: URL },
      credentials: { apiKey: changes.apiKey ?? TOKEN },
      by: 'a test',
      now: noon('1999-04-21'),
      nowSeconds: NOW_SECONDS,
    });
  const subscriptions = async (): Promise<unknown> => {
    const authorization = `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}`;
    const response = await fetch(`${vendor.origin}/close/api/v1/webhook/`, { headers: { authorization } });
    return response.json();
  };
  return { vendor, api, connect, subscriptions };
}

describe('connecting Close', () => {
  it('makes the subscription, keeps the key that Close makes, and says neither of them', async () => {
    const { vendor, api, connect } = await aClose();
    const connected = await connect();
    expect(vendor.sentTo).toEqual([URL]);
    expect(api.secrets.signing.get(`${CONTRACT}/close`)).toEqual({ secrets: [KEY], url: URL });
    expect(connected).toMatchObject({ account: '62515', mode: 'shadow', setUp: { url: URL, steps: [] } });
    expect(connected.setUp.made).toContain('opportunity updated');
    expect(JSON.stringify(connected)).not.toContain(KEY);
  });

  it('gives a test message that its own check takes with that key', async () => {
    const { connect } = await aClose();
    const { test } = await connect();
    const { headers = {}, body = '', method = '' } = test ?? {};
    const tolerance = { nowSeconds: NOW_SECONDS, toleranceSeconds: 300 };
    const request = { method, headers, body: Buffer.from(body) };
    expect(closeWebhook.check(request, { secrets: [KEY] }, tolerance).verdict).toBe('good');
  });

  it('leaves one subscription when it is connected again, of another address none', async () => {
    const { connect, subscriptions } = await aClose();
    await connect();
    await connect();
    expect(await subscriptions()).toEqual({ data: [expect.objectContaining({ id: 'whsub_2', url: URL })] });
  });

  it('makes no subscription where the key of one is given', async () => {
    const { vendor, api, connect } = await aClose();
    const { setUp } = await connect({ secrets: ['0b'.repeat(32)] });
    expect(vendor.sentTo).toEqual([]);
    expect(setUp.steps.join(' ')).toContain(URL);
    expect(api.secrets.signing.get(`${CONTRACT}/close`)).toMatchObject({ secrets: ['0b'.repeat(32)] });
  });

  it.each(['api_of-somebody-else', 'short', 'with:colon-in-it'])('keeps nothing with the key %s', async (apiKey) => {
    const { api, connect } = await aClose();
    await expect(connect({ apiKey })).rejects.toThrow(InputError);
    expect([api.secrets.signing.size, api.secrets.credentials.size]).toEqual([0, 0]);
  });
});
