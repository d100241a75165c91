import { beforeEach, describe, expect, it } from 'vitest';
import { readState } from '../../shared/app/contract-state.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { pullCrms } from '../../shared/app/pull-crm.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { contractOf, CONTRACT } from '../builders/a-world.ts';
import { aCrmWorld, type CrmWorld } from '../builders/crm-account-world.ts';
import { salesforceMapping } from '../builders/salesforce-mapping.ts';

let crm: CrmWorld;

beforeEach(async () => {
  crm = await aCrmWorld('salesforce', salesforceMapping());
  crm.clock.now = new Date('1999-06-16T16:00:00Z');
});

interface Said {
  readonly [field: string]: string;
}

function wonDeal(fields: Said = {}, labels: readonly string[] = ['Primary']): { deal: string; contact: string } {
  const said = { Name: 'Series A', Amount: '9000.00', StageName: 'Closed Won', CloseDate: '1999-06-15', ...fields };
  const deal = crm.account.create('deal', said).id;
  const names = { FirstName: 'Dana', LastName: 'Whitfield', Email: 'dana@harborridge.example' };
  const contact = crm.account.create('contact', names).id;
  crm.account.link(deal, { kind: 'contact', id: contact, labels });
  return { deal, contact };
}

const deliver = () => crm.deliver(crm.takeEvents());
const later = (): void => void (crm.clock.now = new Date('1999-06-17T16:00:00Z'));

async function facts() {
  return (await contractOf(crm.world)).facts.filter(({ type }) => /Closing|Funding|SetAside|Dismissed/.test(type));
}
const types = async (): Promise<string[]> => (await facts()).map(({ type }) => type);

/** A message of the CRM about records that no flow told of by itself. */
function tell(...ids: readonly string[]) {
  const body = JSON.stringify({ organizationId: crm.account.id, ids });
  const message = { source: 'crm', contractId: CONTRACT, vendor: 'salesforce', messageId: `t-${ids.join()}` } as const;
  return recordInbound({ ...crm.world, readCrmEvent }, { ...message, receivedAt: crm.clock.now.toISOString(), body });
}

describe('an opportunity of Salesforce', () => {
  it('is a closing with its account, its contacts and the day of its close date', async () => {
    const { deal, contact } = wonDeal({ Amount: '250000.10' });
    const firm = crm.account.create('company', { Name: 'Harbor Ridge Capital' }).id;
    crm.account.link(deal, { kind: 'company', id: firm });
    await deliver();
    const [closing] = await facts();
    expect(closing?.data).toMatchObject({
      amountMinor: 25_000_010n,
      currency: 'USD',
      closedOn: '1999-06-15',
      description: 'Series A',
      investor: {
        name: 'Dana Whitfield',
        firm: 'Harbor Ridge Capital',
        emails: ['dana@harborridge.example'],
        crmIds: [`salesforce/company/${firm}`, `salesforce/contact/${contact}`].toSorted(),
      },
    });
  });

  it.each([
    ['10000000', 1_000_000_000n],
    ['12345678.9', 1_234_567_890n],
    ['9.5', 950n],
  ])('of %s comes as Java writes it, and is exact', async (Amount, amountMinor) => {
    wonDeal({ Amount });
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({ amountMinor });
  });

  it.each(['', '999999999999999999', '0.125'])('waits for a person when its amount is %j', async (Amount) => {
    wonDeal({ Amount });
    await deliver();
    expect(await types()).toEqual(['MessageSetAside']);
  });

  it('is of the currency that its field says, where the organization has several', async () => {
    const mapping = salesforceMapping({
      currency: { field: 'CurrencyIsoCode' },
      amount: { field: 'amount', units: 'major' },
    });
    crm = await aCrmWorld('salesforce', mapping);
    wonDeal({ Amount: '1500', CurrencyIsoCode: 'JPY' });
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({ amountMinor: 1500n, currency: 'JPY' });
  });

  it('goes by won and lost, where the mapping does', async () => {
    const stage = { field: 'IsWon', closed: [true], open: [false] };
    crm = await aCrmWorld('salesforce', salesforceMapping({ stage }));
    const { deal } = wonDeal();
    await deliver();
    crm.account.change('deal', deal, { StageName: 'Closed Lost' });
    await deliver();
    expect((await types()).slice(0, 2)).toEqual(['ClosingReported', 'ClosingReversed']);
  });

  it('has for its investor the contacts with a mapped role alone', async () => {
    crm = await aCrmWorld(
      'salesforce',
      salesforceMapping({ investor: { name: ['contact.LastName'], emails: ['contact.Email'], labels: ['Investor'] } }),
    );
    const { deal } = wonDeal({}, ['Investor', 'Primary']);
    const lawyer = crm.account.create('contact', { LastName: 'Counsel', Email: 'counsel@law.example' }).id;
    crm.account.link(deal, { kind: 'contact', id: lawyer, labels: ['Lawyer'] });
    await deliver();
    expect((await facts())[0]?.data).toMatchObject({
      investor: { name: 'Whitfield', emails: ['dana@harborridge.example'] },
    });
  });

  it('that is deleted sends nothing, and is reversed by the pull out of the recycle bin', async () => {
    const { deal } = wonDeal();
    await deliver();
    crm.account.remove('deal', deal);
    expect(crm.takeEvents()).toEqual([]);
    later();
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 1 });
    expect(await types()).toEqual(['ClosingReported', 'ClosingReversed']);
    crm.account.restore('deal', deal);
    later();
    await crm.pull();
    expect(await types()).toEqual(['ClosingReported', 'ClosingReversed', 'ClosingReported']);
  });

  it('is looked at again when its contact or account is named, the master of one that was merged away too', async () => {
    const { contact, deal } = wonDeal();
    const firm = crm.account.create('company', { Name: 'Harbor' }).id;
    const other = crm.account.create('company', { Name: 'Harbor Ridge' }).id;
    crm.account.link(deal, { kind: 'company', id: firm });
    await deliver();
    crm.account.change('contact', contact, { Email: 'dana.whitfield@harborridge.example' });
    await tell(contact);
    expect(await types()).toEqual(['ClosingReported', 'ClosingCorrected']);
    crm.account.change('company', firm, { Name: 'Harbor Ridge Capital' });
    await tell(firm, other);
    expect((await facts()).at(-1)?.data).toMatchObject({ investor: { firm: 'Harbor Ridge Capital' } });
  });

  it('comes once by a batch of a hundred notifications, and by all pages of a pull after an outage', async () => {
    for (let index = 0; index < 120; index += 1) wonDeal({ Amount: `${1000 + index}.00` });
    const events = crm.takeEvents();
    await crm.deliver(events.slice(0, 100));
    expect(await types()).toHaveLength(100);
    later();
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 20 });
    expect(new Set(await types())).toEqual(new Set(['ClosingReported']));
    expect(await types()).toHaveLength(120);
  }, 60_000);

  it('of another organization is set aside', async () => {
    wonDeal();
    const body = JSON.stringify({ organizationId: '00Dd0000000dtDqEAI', id: '0062000000ZZpewAAD' });
    const message = { source: 'crm', contractId: CONTRACT, vendor: 'salesforce', messageId: 'o' } as const;
    const at = crm.clock.now.toISOString();
    expect(await recordInbound({ ...crm.world, readCrmEvent }, { ...message, receivedAt: at, body })).toBe('set-aside');
    expect(await types()).toEqual(['MessageSetAside']);
  });
});

describe('a contact that was merged into another', () => {
  const investorsOf = async () =>
    (await facts()).flatMap(({ data }) => ('investor' in data ? [data.investor.crmIds.map((id) => id.slice(-5))] : []));

  /** As Salesforce is after fifteen days, when the recycle bin is emptied and nothing says what was merged. */
  function forget(): void {
    const { openCrm } = crm.world;
    const forgetful: typeof openCrm = async (connection) => {
      const salesforce = await openCrm(connection);
      const readDeals: typeof salesforce.readDeals = async (ids) =>
        (await salesforce.readDeals(ids)).map((answer) =>
          answer.kind === 'deal'
            ? {
                ...answer,
                deal: { ...answer.deal, parties: answer.deal.parties.map((one) => ({ ...one, mergedIds: [] })) },
              }
            : answer,
        );
      return { ...salesforce, readDeals };
    };
    Object.assign(crm.world, { openCrm: forgetful });
  }

  it('stays the investor of the closing by either id, also when Salesforce no longer says so', async () => {
    const { contact } = wonDeal();
    await deliver();
    const [second, third] = ['Dane', 'Diana'].map(
      (FirstName) =>
        crm.account.create('contact', { FirstName, LastName: 'W.', Email: `${FirstName}@other.example` }).id,
    );
    crm.account.merge('contact', second ?? '', contact);
    later();
    await crm.pull();
    crm.account.merge('contact', third ?? '', second ?? '');
    later();
    await crm.pull();
    forget();
    await crm.pull();
    await crm.pull();
    const [one, two, three] = [contact, second, third].map((id) => id?.slice(-5));
    expect(await investorsOf()).toEqual([[one], [one, two], [one, two, three]]);
    expect((await facts()).at(-1)?.data).toMatchObject({
      investor: { name: 'Diana W.', emails: ['diana@other.example'] },
    });
  });

  it('is forgotten with the one that was kept, when somebody else invests', async () => {
    const { deal, contact } = wonDeal();
    await deliver();
    const kept = crm.account.create('contact', { FirstName: 'Dane', LastName: 'W.', Email: 'dane@other.example' }).id;
    crm.account.merge('contact', kept, contact);
    later();
    await crm.pull();
    forget();
    const other = crm.account.create('contact', { FirstName: 'Sam', LastName: 'O.', Email: 'sam@juniper.example' }).id;
    crm.account.unlink(deal, { kind: 'contact', id: kept });
    crm.account.link(deal, { kind: 'contact', id: other });
    await crm.pull();
    expect((await investorsOf()).at(-1)).toEqual([other.slice(-5)]);
  });
});

describe('an opportunity that can no longer be seen', () => {
  /** As after a permission was taken away: Salesforce finds nothing, and does not say that anything was deleted. */
  async function pullBlind(): Promise<void> {
    const blind = {
      ...crm.world,
      hasTime: () => true,
      openCrm: async (connection: Parameters<typeof crm.world.openCrm>[0]) => ({
        ...(await crm.world.openCrm(connection)),
        readDeals: async (ids: readonly string[]) => ids.map((id) => ({ kind: 'unseen', id }) as const),
      }),
    };
    await pullCrms(blind, crm.clock.now.toISOString());
  }

  it('keeps its closing and asks a person, once, and again only after it was seen', async () => {
    wonDeal();
    await deliver();
    await pullBlind();
    await pullBlind();
    expect(await types()).toEqual(['ClosingReported', 'MessageSetAside']);
    await dismissAll();
    await pullBlind();
    expect(await types()).toEqual(['ClosingReported', 'MessageSetAside', 'MessageDismissed']);
    await crm.pull();
    expect(await types()).toHaveLength(3);
  });

  async function dismissAll(): Promise<void> {
    const now = crm.clock.now.toISOString();
    for (const { id } of listWaiting(await readState(crm.world.store, CONTRACT), now)) {
      const decision = { waiting: id, answer: 'dismiss', by: 'Eugene Chiaramonte', reason: 'known', now };
      await decideWaiting(crm.world, { contractId: CONTRACT, ...decision });
    }
  }

  it('ends the question by itself when it is seen again', async () => {
    wonDeal();
    await deliver();
    await pullBlind();
    await crm.pull();
    expect(await types()).toEqual(['ClosingReported', 'MessageSetAside', 'MessageDismissed']);
    await pullBlind();
    expect(await types()).toHaveLength(4);
  });

  it('is taken away by the reversal that the question names, and by nothing else', async () => {
    wonDeal();
    await deliver();
    await pullBlind();
    const [reported, asked] = await facts();
    const closing = reported !== undefined && 'closing' in reported.data ? reported.data.closing : '';
    expect(asked?.data).toMatchObject({ problems: [{ fix: expect.stringContaining(`a reversal of ${closing};`) }] });
    const input = { id: closing ?? '', reason: 'gone from the CRM', by: 'Eugene Chiaramonte' };
    await recordByHand(crm.world, { contractId: CONTRACT, kind: 'reversal', input, now: crm.clock.now.toISOString() });
    await pullBlind();
    expect(await types()).toEqual(['ClosingReported', 'MessageSetAside', 'ClosingReversed']);
  });

  it('drops what was expected of it, as nothing is owed for that', async () => {
    wonDeal({ StageName: 'Prospecting' });
    await deliver();
    await pullBlind();
    expect(await types()).toEqual(['FundingExpected', 'FundingDropped']);
  });
});
