import { describe, expect, it } from 'vitest';
import { createVendorStandIn, VENDOR_FORMS, type VendorStandIn } from '../../../../infra/local/crm/vendor-stand-in.ts';
import { openKeptStore } from '../../../../infra/local/kept-store.ts';
import { MAKES_SECRET, type AskedVendor } from '../../../../shared/core/crm/vendors.ts';

const vendors = Object.keys(VENDOR_FORMS) as AskedVendor[];

function aStandIn(vendor: AskedVendor): VendorStandIn {
  return createVendorStandIn({
    store: openKeptStore(':memory:'),
    vendor,
    accountId: '62515',
    businessClock: () => new Date('1999-06-15T12:00:00Z'),
    wallClock: () => new Date('2026-11-26T12:00:00Z'),
    offered: { url: 'http://127.0.0.1:9/webhooks', secret: 'x' },
    credentials: { token: 'shown to whoever connects' },
  });
}

function post({ page }: VendorStandIn, path: string, fields: Record<string, string>): Promise<Response> {
  const headers = { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' };
  const request = page.request(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  return Promise.resolve(request);
}

describe.each(vendors)('the page of %s', (vendor) => {
  it('adds a deal with its investor, and queues what the vendor would tell of it', async () => {
    const standIn = aStandIn(vendor);
    const { form, account, webhooks } = standIn;
    const investor = { company: 'Harbor', firstName: 'Dana', lastName: 'Whitfield', email: 'dana@harbor.example' };
    expect((await post(standIn, '/deals', { ...form.sample, ...investor })).status).toBe(303);
    const [deal] = account.list('deal');
    expect(deal?.fields).toMatchObject({ [form.stages.field]: form.stages.closed });
    expect(deal?.links.map(({ kind }) => kind).toSorted()).toEqual(['company', 'contact']);
    expect(webhooks.list().length).toBeGreaterThan(0);
    const shown = await (await standIn.page.request('/')).text();
    for (const text of [form.label, deal?.id ?? '-', 'shown to whoever connects', 'nobody has said where']) {
      expect(shown).toContain(text);
    }
  });

  it('changes, merges where the vendor does, and deletes deals, and says what cannot be done', async () => {
    const standIn = aStandIn(vendor);
    const { account, form } = standIn;
    const [one, other] = [account.create('deal', form.sample), account.create('deal', form.sample)];
    await post(standIn, `/deals/${one.id}/change`, { field: form.stages.field, value: form.stages.lost });
    expect(account.find('deal', one.id)?.fields[form.stages.field]).toBe(form.stages.lost);
    const merged = await post(standIn, `/deals/${one.id}/merge`, { other: other.id });
    const living = account.list('deal').filter(({ isDeleted, mergedInto }) => !isDeleted && mergedInto === undefined);
    expect([merged.status, living.length]).toEqual(form.merges === 'no-deals' ? [409, 2] : [303, 1]);
    expect((await (await standIn.page.request('/')).text()).includes('Merge')).toBe(form.merges !== 'no-deals');
    await post(standIn, `/deals/${living[0]?.id}/delete`, {});
    expect((await post(standIn, `/deals/${living[0]?.id}/delete`, {})).status).toBe(404);
  });

  it('loses what happens while it is told to, and sends when it is switched on', async () => {
    const standIn = aStandIn(vendor);
    await post(standIn, '/faults', { order: 'reversed', twice: 'on', lost: 'on' });
    standIn.account.create('deal', standIn.form.sample);
    expect(standIn.webhooks.list()).toEqual([]);
    expect(standIn.webhooks.faults()).toEqual({ order: 'reversed', twice: true, lost: true });
    await post(standIn, '/switch', {});
    expect(standIn.endpoint()?.url).toBe('http://127.0.0.1:9/webhooks');
  });

  it('signs with another secret for each webhook, where the vendor makes it, and with that after a pause too', () => {
    const standIn = aStandIn(vendor);
    const [one, other] = ['http://127.0.0.1:9/one', 'http://127.0.0.1:9/two'].map((url) => standIn.account.sendTo(url));
    expect(one === other).toBe(!MAKES_SECRET[vendor]);
    standIn.setEndpoint(undefined);
    standIn.turnOn();
    expect(standIn.endpoint()).toEqual({ url: 'http://127.0.0.1:9/webhooks', secret: other });
  });

  it('drops an event after as many attempts as the vendor makes', async () => {
    const standIn = aStandIn(vendor);
    standIn.turnOn();
    standIn.account.create('deal', {});
    for (let attempt = 0; attempt < standIn.form.mostAttempts; attempt += 1) await standIn.outbox.deliver();
    const states = standIn.webhooks.list().map(({ state, attempts }) => [state, attempts]);
    expect(new Set(states.map(String))).toEqual(new Set([`dropped,${standIn.form.mostAttempts}`]));
  });
});
