import { beforeEach, describe, expect, it } from 'vitest';
import type { CrmDeal } from '../../shared/core/crm/deal.ts';
import { readDeal } from '../../shared/core/crm/read-deal.ts';
import { readMapping } from '../../shared/core/crm/mapping.ts';
import { parseLossless } from '../../shared/core/lossless-json.ts';
import { closeReader } from '../../shared/adapters/crm/close/crm.ts';
import { contractOf } from '../builders/a-world.ts';
import { closeMapping } from '../builders/close-mapping.ts';
import { aCrmWorld, type CrmWorld } from '../builders/crm-account-world.ts';

let crm: CrmWorld;

beforeEach(async () => {
  crm = await aCrmWorld('close', closeMapping());
  crm.clock.now = new Date('1999-06-16T16:00:00Z');
});

interface Won {
  readonly id: string;
  readonly lead: string;
  readonly contact: string;
}

/** An opportunity that is won; `value` is written as a JSON number with these very digits, in cents. */
function wonDeal(value: string, more: Record<string, string> = {}): Won {
  const fields = { value, value_currency: 'USD', status_type: 'won', date_won: '1999-06-15', ...more };
  const { id } = crm.account.create('deal', fields);
  const lead = crm.account.create('company', { name: 'Harbor Ridge Capital' }).id;
  const names = { first_name: 'Dana', last_name: 'Whitfield', email: 'dana@harborridge.example' };
  const contact = crm.account.create('contact', names).id;
  crm.account.link(id, { kind: 'company', id: lead });
  crm.account.link(id, { kind: 'contact', id: contact });
  return { id, lead, contact };
}

async function deliver(): Promise<void> {
  for (const event of crm.takeEvents()) await crm.deliver([event]);
}

async function facts() {
  return (await contractOf(crm.world)).facts.filter(({ type }) => /Closing|SetAside/.test(type));
}
const types = async (): Promise<string[]> => (await facts()).map(({ type }) => type);

describe('an opportunity of Close', () => {
  it('is a closing in cents, with its lead, its contact and the day on which it was won', async () => {
    const { lead, contact } = wonDeal('25000010');
    await deliver();
    const [closing] = (await facts()).toReversed();
    expect(closing?.data).toMatchObject({
      amountMinor: 25_000_010n,
      currency: 'USD',
      closedOn: '1999-06-15',
      investor: {
        name: 'Dana Whitfield',
        firm: 'Harbor Ridge Capital',
        emails: ['dana@harborridge.example'],
        crmIds: [`close/company/lead_${lead}`, `close/contact/cont_${contact}`],
      },
    });
  });

  it.each([
    ['an amount by the month', { value_period: 'monthly' }],
    ['an amount by the year', { value_period: 'annual' }],
    ['a currency whose cents Close does not explain', { value_currency: 'JPY' }],
    ['no amount', { value: '' }],
    ['more digits than a float keeps', { value: '9007199254740993' }],
  ])('waits for a person with %s', async (_, more) => {
    wonDeal('500000', more);
    await deliver();
    const all = await facts();
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(['MessageSetAside']));
    expect(all.at(-1)?.data).toMatchObject({ problems: [{ field: 'value' }] });
  });

  it('is reversed when it is deleted, by its own event alone', async () => {
    const { id } = wonDeal('900000');
    await deliver();
    crm.account.remove('deal', id);
    await deliver();
    expect((await types()).at(-1)).toBe('ClosingReversed');
  });

  it('is reversed by the pull when its deletion was never told', async () => {
    const { id } = wonDeal('900000');
    await deliver();
    crm.account.remove('deal', id);
    crm.takeEvents();
    await crm.pull();
    expect((await types()).at(-1)).toBe('ClosingReversed');
  });

  it('comes by the pull after the subscription was paused, during which Close keeps nothing', async () => {
    wonDeal('900000');
    crm.takeEvents();
    crm.clock.now = new Date('1999-06-17T16:00:00Z');
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 1 });
    expect((await facts()).map(({ type, source }) => [type, source.via])).toEqual([['ClosingReported', 'pull']]);
  });

  it('was first said when it came into its status, not on the day that somebody entered', async () => {
    const { id } = wonDeal('900000', { status_type: 'active', date_won: '' });
    crm.clock.now = new Date('1999-06-17T09:00:00Z');
    crm.account.change('deal', id, { status_type: 'won', date_won: '1999-05-03' });
    crm.clock.now = new Date('1999-06-18T09:00:00Z');
    crm.account.change('deal', id, { note: 'edited since' });
    await deliver();
    const closing = (await facts()).find(({ type }) => type === 'ClosingReported');
    expect(closing?.data).toMatchObject({ closedOn: '1999-05-03', reportedAt: '1999-06-17T09:00:00.000Z' });
  });

  it('is looked at again when the address of its contact changes, told by the lead of the contact', async () => {
    const { contact } = wonDeal('900000');
    await deliver();
    crm.account.change('contact', contact, { email: 'dana.whitfield@harborridge.example' });
    await deliver();
    const last = (await facts()).at(-1);
    expect(last).toMatchObject({
      type: 'ClosingCorrected',
      data: { investor: { emails: ['dana.whitfield@harborridge.example'] } },
    });
  });

  it('goes with its lead into the one that this is merged into, and stays one closing', async () => {
    const { lead } = wonDeal('900000');
    await deliver();
    const other = crm.account.create('company', { name: 'Harbor Ridge LP' });
    crm.account.merge('company', other.id, lead);
    await deliver();
    const all = await facts();
    expect(all.filter(({ type }) => type === 'ClosingReported')).toHaveLength(1);
    expect(all.at(-1)?.data).toMatchObject({
      investor: { firm: 'Harbor Ridge LP', crmIds: expect.arrayContaining([`close/company/lead_${other.id}`]) },
    });
  });

  it('has many pages of opportunities pulled to the last', async () => {
    for (let one = 0; one < 205; one += 1) wonDeal('1', { status_type: 'active' });
    const { id } = wonDeal('900000');
    crm.takeEvents();
    crm.clock.now = new Date('1999-06-17T16:00:00Z');
    await crm.pull();
    const reported = (await facts()).find(({ type }) => type === 'ClosingReported');
    expect(reported?.data).toMatchObject({ externalId: `close/62515/oppo_${id}` });
  }, 30_000);
});

describe('an opportunity that was recorded, for trying a mapping', () => {
  const mapping = readMapping(
    closeMapping({
      instrument: { field: 'custom.cf_instrument' },
      investor: { name: ['contact.name'], emails: ['contact.email'], registryIds: ['company.custom.cf_lei'] },
    }),
  );
  const record = (changes: object): CrmDeal | undefined =>
    closeReader.recorded(
      parseLossless(
        JSON.stringify({
          id: 'oppo_8eB77',
          lead_id: 'lead_1',
          contact_id: 'cont_2',
          status_type: 'won',
          date_won: '2026-01-15',
          date_updated: '2026-01-15T12:48:23.392000+00:00',
          value: 25_000_050,
          value_currency: 'USD',
          value_period: 'one_time',
          'custom.cf_instrument': 'equity',
          custom: { Instrument: 'by its name, which is deprecated' },
          lead: {
            id: 'lead_1',
            'custom.cf_lei': '5493001kjtiigc8y1r12',
            contacts: [
              { id: 'cont_1', name: 'Somebody Else', emails: [{ type: 'office', email: 'else@harbor.example' }] },
              { id: 'cont_2', name: 'Dana Whitfield', emails: [{ type: 'office', email: 'Dana@Harbor.example' }] },
            ],
          },
          ...changes,
        }),
      ) ?? null,
    );

  it('is read with custom fields by their ids, and the one contact that it names', () => {
    const deal = record({});
    expect(deal === undefined ? undefined : readDeal(deal, mapping, 'UTC')).toMatchObject({
      changedAt: '2026-01-15T12:48:23.392Z',
      closing: {
        amountMinor: 25_000_050n,
        instrument: 'equity',
        investor: {
          name: 'Dana Whitfield',
          emails: ['dana@harbor.example'],
          registryIds: ['5493001KJTIIGC8Y1R12'],
        },
      },
    });
  });

  it('is read with every contact of its lead where it names none', () => {
    const deal = record({ contact_id: null });
    expect(deal === undefined ? undefined : readDeal(deal, mapping, 'UTC')).toMatchObject({
      closing: { investor: { emails: ['dana@harbor.example', 'else@harbor.example'] } },
    });
  });

  it('is none when it is a webhook or a list', () => {
    for (const json of [[], { event: { object_type: 'opportunity' } }, { data: [] }, { id: 'oppo_1' }, 'x', 5]) {
      expect(closeReader.recorded(parseLossless(JSON.stringify(json)) ?? null)).toBeUndefined();
    }
  });
});
