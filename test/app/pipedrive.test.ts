import { beforeEach, describe, expect, it } from 'vitest';
import { contractOf } from '../builders/a-world.ts';
import { aCrmWorld, type CrmWorld } from '../builders/crm-account-world.ts';
import { pipedriveMapping } from '../builders/pipedrive-mapping.ts';

let crm: CrmWorld;

beforeEach(async () => {
  crm = await aCrmWorld('pipedrive', pipedriveMapping());
  crm.clock.now = new Date('1999-06-16T16:00:00Z');
});

/** A deal that is won; `value` is written as a JSON number with these very digits. */
function wonDeal(value: string): string {
  const deal = crm.account.create('deal', { value, currency: 'USD', status: 'won', won_time: '1999-06-15T15:00:00Z' });
  const names = { first_name: 'Dana', last_name: 'Whitfield', email: 'dana@harborridge.example' };
  const person = crm.account.create('contact', names);
  crm.account.link(deal.id, { kind: 'contact', id: person.id });
  return deal.id;
}

async function deliver(): Promise<void> {
  for (const event of crm.takeEvents()) await crm.deliver([event]);
}

async function facts() {
  return (await contractOf(crm.world)).facts.filter(({ type }) => /Closing|SetAside/.test(type));
}

describe('a deal of Pipedrive', () => {
  it('is a closing with the digits of its number, its person and the day on which it was won', async () => {
    wonDeal('250000.10');
    await deliver();
    const [closing] = await facts();
    expect(closing?.data).toMatchObject({
      amountMinor: 25_000_010n,
      currency: 'USD',
      closedOn: '1999-06-15',
      investor: { name: 'Dana Whitfield', emails: ['dana@harborridge.example'], crmIds: ['pipedrive/contact/902'] },
    });
  });

  it.each(['1e6', '9007199254740993', '0.125'])('waits for a person when its value is the number %s', async (value) => {
    wonDeal(value);
    await deliver();
    expect((await facts()).map(({ type }) => type)).toEqual(['MessageSetAside']);
  });

  it('keeps the closing of the deal that goes on when another is merged into it', async () => {
    const [one, other] = [wonDeal('9000'), wonDeal('7000')];
    await deliver();
    crm.account.merge('deal', one, other);
    await deliver();
    await crm.pull();
    expect((await facts()).map(({ type }) => type)).toEqual(['ClosingReported', 'ClosingReported', 'ClosingReversed']);
  });

  it('comes by the pull after a ban, during which Pipedrive keeps nothing', async () => {
    wonDeal('9000');
    crm.takeEvents();
    crm.clock.now = new Date('1999-06-17T16:00:00Z');
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 1 });
    expect((await facts()).map(({ type, source }) => [type, source.via])).toEqual([['ClosingReported', 'pull']]);
  });

  it('is looked at again when the address of its person changes', async () => {
    wonDeal('9000');
    await deliver();
    crm.account.change('contact', '902', { email: 'dana.whitfield@harborridge.example' });
    await deliver();
    expect((await facts()).map(({ type }) => type)).toEqual(['ClosingReported', 'ClosingCorrected']);
  });
});
