import { beforeEach, describe, expect, it } from 'vitest';
import { readDeal } from '../../shared/core/crm/read-deal.ts';
import { readMapping } from '../../shared/core/crm/mapping.ts';
import { parseLossless } from '../../shared/core/lossless-json.ts';
import { attioReader } from '../../shared/adapters/crm/attio/crm.ts';
import { contractOf } from '../builders/a-world.ts';
import { attioMapping } from '../builders/attio-mapping.ts';
import { aCrmWorld, type CrmWorld } from '../builders/crm-account-world.ts';

let crm: CrmWorld;

beforeEach(async () => {
  crm = await aCrmWorld('attio', attioMapping());
  crm.clock.now = new Date('1999-06-16T16:00:00Z');
});

const uuid = (id: string): string => `00000000-0000-4000-8000-${id.padStart(12, '0')}`;

interface Won {
  readonly id: string;
  readonly company: string;
  readonly person: string;
}

/** A deal that is won; `value` is written as a JSON number with these very digits. */
function wonDeal(value: string, more: Record<string, string> = {}): Won {
  const fields = { value, currency_code: 'USD', stage: 'Won 🎉', closed_on: '1999-06-15', ...more };
  const { id } = crm.account.create('deal', fields);
  const company = crm.account.create('company', { name: 'Harbor Ridge Capital' }).id;
  const names = { first_name: 'Dana', last_name: 'Whitfield', email: 'dana@harborridge.example' };
  const person = crm.account.create('contact', names).id;
  crm.account.link(id, { kind: 'company', id: company });
  crm.account.link(id, { kind: 'contact', id: person });
  return { id, company, person };
}

async function deliver(): Promise<void> {
  for (const event of crm.takeEvents()) await crm.deliver([event]);
}

async function facts() {
  return (await contractOf(crm.world)).facts.filter(({ type }) => /Closing|SetAside/.test(type));
}
const types = async (): Promise<string[]> => (await facts()).map(({ type }) => type);

describe('a deal of Attio', () => {
  it('is a closing with the digits of its number, its people, its company and its day', async () => {
    const { company, person } = wonDeal('250000.1');
    await deliver();
    const [closing] = await facts();
    expect(closing?.data).toMatchObject({
      amountMinor: 25_000_010n,
      currency: 'USD',
      closedOn: '1999-06-15',
      investor: {
        name: 'Dana Whitfield',
        firm: 'Harbor Ridge Capital',
        emails: ['dana@harborridge.example'],
        crmIds: [`attio/company/${uuid(company)}`, `attio/contact/${uuid(person)}`],
      },
    });
  });

  it.each([
    ['four decimals, which Attio keeps and the currency does not', { value: '9000.1234' }],
    ['no amount', { value: '' }],
    ['more digits than a float keeps', { value: '9007199254740993' }],
    ['a currency that is none', { currency_code: 'XYZ' }],
  ])('waits for a person with %s', async (_, more) => {
    wonDeal('9000', more);
    await deliver();
    expect(new Set(await types())).toEqual(new Set(['MessageSetAside']));
  });

  it('is in yen what Attio counts: whole ones', async () => {
    wonDeal('900000', { currency_code: 'JPY' });
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({ amountMinor: 900_000n, currency: 'JPY' });
  });

  it('was first said when it came into its stage, whatever was edited since', async () => {
    const { id } = wonDeal('9000', { stage: 'Lead' });
    crm.clock.now = new Date('1999-06-17T09:00:00Z');
    crm.account.change('deal', id, { stage: 'Won 🎉' });
    crm.clock.now = new Date('1999-06-18T09:00:00Z');
    crm.account.change('deal', id, { name: 'edited since' });
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({ reportedAt: '1999-06-17T09:00:00.000Z' });
  });

  it('closes on the day of its stage, in the zone of the contract, where a mapping says so', async () => {
    crm = await aCrmWorld('attio', attioMapping({ closedOn: { field: 'stage.active_from' } }));
    crm.clock.now = new Date('1999-06-16T02:00:00Z');
    wonDeal('9000');
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({ closedOn: '1999-06-15' });
  });

  it('is one closing after a merge, told by both of its events in any order', async () => {
    const [one, other] = [wonDeal('9000'), wonDeal('7000')];
    await deliver();
    crm.account.merge('deal', one.id, other.id);
    for (const event of crm.takeEvents().toReversed()) await crm.deliver([event]);
    await crm.pull();
    const reversed = (await types()).filter((type) => type === 'ClosingReversed');
    const reported = (await types()).filter((type) => type === 'ClosingReported');
    expect([reported.length, reversed.length]).toEqual([2, 1]);
  });

  it('ends as one closing of a merge whose events were lost, by the pull', async () => {
    const [one, other] = [wonDeal('9000'), wonDeal('7000')];
    await deliver();
    crm.account.merge('deal', one.id, other.id);
    crm.takeEvents();
    crm.clock.now = new Date('1999-06-16T16:15:00Z');
    await crm.pull();
    const all = await types();
    const count = (type: string): number => all.filter((found) => found === type).length;
    expect(count('ClosingReported') - count('ClosingReversed')).toBe(1);
  });

  it('is reversed when it is deleted, by its event or by the pull', async () => {
    const [told, untold] = [wonDeal('9000'), wonDeal('7000')];
    await deliver();
    crm.account.remove('deal', told.id);
    await deliver();
    crm.account.remove('deal', untold.id);
    crm.takeEvents();
    await crm.pull();
    expect((await types()).slice(-2)).toEqual(['ClosingReversed', 'ClosingReversed']);
  });

  it('comes by the pull when no webhook brought it, from the last of many pages, and once', async () => {
    for (let one = 0; one < 520; one += 1) crm.account.create('deal', { value: '1', stage: 'Lead' });
    crm.takeEvents();
    crm.clock.now = new Date('1999-07-16T16:00:00Z');
    await crm.pull();
    const { id } = wonDeal('9000');
    crm.takeEvents();
    crm.clock.now = new Date('1999-07-17T16:00:00Z');
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 1 });
    expect((await facts()).map(({ type, source }) => [type, source.via])).toEqual([['ClosingReported', 'pull']]);
    expect((await facts())[0]?.data).toMatchObject({ externalId: `attio/62515/${uuid(id)}` });
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 0 });
  }, 30_000);

  it('is not looked at for the events of records that are no deals', async () => {
    wonDeal('9000');
    await deliver();
    const id = { workspace_id: '62515', object_id: uuid('4'), record_id: uuid('999') };
    await crm.deliver([{ event_type: 'record.updated', id }]);
    expect(await types()).toEqual(['ClosingReported']);
  });
});

describe('a deal of Attio that was recorded, for trying a mapping', () => {
  const DEAL = {
    data: {
      id: { workspace_id: 'w', object_id: 'o', record_id: uuid('1') },
      created_at: '2026-01-01T00:00:00.000000000Z',
      values: {
        name: [{ active_from: '2026-01-01T00:00:00.000000000Z', value: 'Series A', attribute_type: 'text' }],
        stage: [{ active_from: '2026-01-15T23:00:00.000000000Z', status: { title: 'Won 🎉' } }],
        value: [{ active_from: '2026-01-02T00:00:00.000000000Z', currency_value: 250_000.5, currency_code: 'USD' }],
        kinds: [{ option: { title: 'fund' } }, { option: { title: 'bank' } }],
        closed_on: [],
      },
    },
    people: [
      {
        id: { record_id: uuid('2') },
        values: {
          name: [{ full_name: 'Dana Whitfield' }],
          email_addresses: [{ email_address: 'dana@harbor.example' }, { email_address: 'DW@harbor.example' }],
        },
      },
    ],
    companies: [{ id: { record_id: uuid('3') }, values: { name: [{ value: 'Harbor Ridge' }] } }],
  };
  const mapping = readMapping(
    attioMapping({ closedOn: { field: 'stage.active_from' }, classes: { field: 'kinds.option.title' } }),
  );

  it('is read by Attio’s own words, with every value of those that have several', () => {
    const deal = attioReader.recorded(parseLossless(JSON.stringify(DEAL)) ?? null);
    expect(deal === undefined ? undefined : readDeal(deal, mapping, 'America/New_York')).toMatchObject({
      id: uuid('1'),
      changedAt: '2026-01-15T23:00:00.000Z',
      stageSince: '2026-01-15T23:00:00.000Z',
      closing: {
        amountMinor: 25_000_050n,
        closedOn: '2026-01-15',
        classes: ['bank', 'fund'],
        investor: {
          name: 'Dana Whitfield',
          firm: 'Harbor Ridge',
          emails: ['dana@harbor.example', 'dw@harbor.example'],
        },
      },
    });
  });

  it('is none when it is a webhook, a list, or a record without values', () => {
    for (const json of [
      [],
      { events: [] },
      { data: [] },
      { id: { record_id: 'x' } },
      { data: { values: {} } },
      'x',
      5,
    ]) {
      expect(attioReader.recorded(parseLossless(JSON.stringify(json)) ?? null)).toBeUndefined();
    }
  });
});
