import { describe, expect, it } from 'vitest';
import { connectCrm, type Connected } from '../../shared/app/connect-crm.ts';
import { attioWebhook } from '../../shared/adapters/crm/attio/webhook.ts';
import { InputError } from '../../shared/core/errors.ts';
import { aWorld, CONTRACT } from '../builders/a-world.ts';
import { attioMapping } from '../builders/attio-mapping.ts';
import { crmApi } from '../builders/crm-api.ts';
import { noon } from '../builders/facts.ts';
import { aVendorAtHttp } from '../builders/vendor-at-http.ts';

const TOKEN = 'attio-token-of-the-tests-only';
const SECRET = '0a'.repeat(32);
const URL = `https://hooks.example.com/webhooks/crm/${CONTRACT}/attio`;

async function anAttio() {
  const vendor = await aVendorAtHttp('attio', { token: TOKEN, secret: SECRET });
  const api = crmApi(vendor.origin);
  const world = { ...(await aWorld()), ...api };
  const connect = (changes: { secrets?: readonly string[]; accessToken?: string } = {}): Promise<Connected> =>
    connectCrm(world, {
      contractId: CONTRACT,
      vendor: 'attio',
      mapping: attioMapping(),
      signing: { secrets: changes.secrets ?? [], url: URL },
      credentials: { accessToken: changes.accessToken ?? TOKEN },
      by: 'a test',
      now: noon('1999-04-21'),
      nowSeconds: 1_795_000_000,
    });
  const webhooks = async (): Promise<unknown> => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    return (await fetch(`${vendor.origin}/attio/v2/webhooks?limit=10`, { headers })).json();
  };
  return { vendor, api, connect, webhooks };
}

describe('connecting Attio', () => {
  it('makes the webhook, keeps the secret that Attio makes, says it to nobody, and tries it', async () => {
    const { vendor, api, connect } = await anAttio();
    const connected = await connect();
    expect(vendor.sentTo).toEqual([URL]);
    expect(api.secrets.signing.get(`${CONTRACT}/attio`)).toEqual({ secrets: [SECRET], url: URL });
    expect(connected).toMatchObject({ account: '62515', mode: 'shadow', setUp: { url: URL, steps: [] } });
    expect(JSON.stringify({ ...connected, test: undefined })).not.toContain(SECRET);
    const { headers = {}, body = '', method = '' } = connected.test ?? {};
    const tolerance = { nowSeconds: 1_795_000_000, toleranceSeconds: 300 };
    const request = { method, headers, body: Buffer.from(body) };
    expect(attioWebhook.check(request, { secrets: [SECRET] }, tolerance).verdict).toBe('good');
  });

  it('leaves one webhook when it is connected again', async () => {
    const { connect, webhooks } = await anAttio();
    await connect();
    await connect();
    expect(await webhooks()).toMatchObject({
      data: [{ target_url: URL, id: { webhook_id: expect.stringMatching(/2$/) } }],
    });
  });

  it('makes none where the secret of one is given', async () => {
    const { vendor, api, connect } = await anAttio();
    const { setUp } = await connect({ secrets: ['0b'.repeat(32)] });
    expect([vendor.sentTo, setUp.made]).toEqual([[], []]);
    expect(api.secrets.signing.get(`${CONTRACT}/attio`)).toMatchObject({ secrets: ['0b'.repeat(32)] });
  });

  it.each(['a-token-of-somebody-else', 'short', 'with a blank in it'])(
    'keeps nothing with the token %s',
    async (token) => {
      const { api, connect } = await anAttio();
      await expect(connect({ accessToken: token })).rejects.toThrow(InputError);
      expect([api.secrets.signing.size, api.secrets.credentials.size]).toEqual([0, 0]);
    },
  );
});
