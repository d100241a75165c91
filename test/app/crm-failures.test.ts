import { beforeEach, describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { pullCrms } from '../../shared/app/pull-crm.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { viewConnections } from '../../shared/app/view-connections.ts';
import { switchLive } from '../../shared/app/connect-crm.ts';
import { contractOf, CONTRACT } from '../builders/a-world.ts';
import { aCrmWorld, type CrmWorld } from '../builders/crm-account-world.ts';
import { hubspotMapping } from '../builders/hubspot-mapping.ts';

const NOW = new Date('1999-06-16T16:00:00Z');
const AS_OF = NOW.toISOString();
let crm: CrmWorld;

beforeEach(async () => {
  crm = await aCrmWorld('hubspot', hubspotMapping());
  crm.clock.now = NOW;
});

/** A closed deal of the introduced investor; USD 9,000.00 unless told, so that its fee waits for nobody. */
function closeDeal(fields: Record<string, string> = {}, email = 'dana@harborridge.example'): string {
  const all = {
    amount: '9000.00',
    deal_currency_code: 'USD',
    dealstage: 'closedwon',
    closedate: '1999-06-15',
    ...fields,
  };
  const { id } = crm.account.create('deal', all);
  const contact = crm.account.create('contact', { firstname: 'Dana', lastname: 'Whitfield', email });
  crm.account.link(id, { kind: 'contact', id: contact.id });
  return id;
}

const deliver = () => crm.deliver(crm.takeEvents());
const factTypes = async (): Promise<string[]> =>
  (await contractOf(crm.world)).facts
    .map(({ type }) => type)
    .filter((type) => /Closing|Funding|SetAside|Dismissed/.test(type));

async function settled(): Promise<{ fees: bigint[]; waiting: string[] }> {
  await settleContract(crm.world, { contractId: CONTRACT, factSeq: 0, asOf: AS_OF });
  const state = await readState(crm.world.store, CONTRACT);
  const totals = new Map(
    state.postings.filter(({ termId }) => termId === 'finders-fee').map((one) => [one.receivableId, one.totalMinor]),
  );
  return { fees: [...totals.values()], waiting: listWaiting(state, AS_OF).map(({ kind }) => kind) };
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : 1);

describe('what happened to others does not happen here', () => {
  it('counts an event that comes 46 times once (failure 61)', async () => {
    closeDeal();
    const events = crm.takeEvents();
    for (let time = 0; time < 46; time += 1) await crm.deliver(events);
    expect(await factTypes()).toEqual(['ClosingReported']);
  });

  it('makes one closing of one edit that comes as create, update, update of a value (failure 63)', async () => {
    closeDeal();
    for (const event of crm.takeEvents()) await crm.deliver([event]);
    expect(await factTypes()).toEqual(['ClosingReported']);
  });

  it('takes the deletion at its word and not the update that comes with it (failure 63)', async () => {
    const id = closeDeal();
    await deliver();
    crm.account.remove('deal', id);
    for (const event of crm.takeEvents().toReversed()) await crm.deliver([event]);
    expect(await factTypes()).toEqual(['ClosingReported', 'ClosingReversed']);
    expect((await settled()).fees).toEqual([]);
  });

  it('does not mark a message as applied while the CRM could not be asked, and loses nothing of it (failure 65)', async () => {
    closeDeal();
    crm.setOutage(503);
    expect(await deliver()).toBe('received');
    expect(await factTypes()).toEqual([]);
    expect((await crm.world.store.readHead(CONTRACT))?.parked).toBeUndefined();
    crm.setOutage(undefined);
    crm.clock.now = new Date('1999-06-16T16:15:00Z');
    await crm.pull();
    expect(await factTypes()).toEqual(['ClosingReported']);
  });

  it('looks at the deal as it is, whatever an old event of it says (failures 67 and 68)', async () => {
    const id = closeDeal();
    const first = crm.takeEvents();
    crm.account.change('deal', id, { amount: '8000.00' });
    await deliver();
    await crm.deliver(first);
    expect((await settled()).fees).toEqual([80_000n]);
    expect(await factTypes()).toEqual(['ClosingReported']);
  });

  it('passes over fields that it does not know (failure 70)', async () => {
    closeDeal({ a_new_field: 'x' });
    const events = crm.takeEvents().map((event) => ({ ...event, somethingNew: { nested: [1] } }));
    await crm.deliver(events);
    expect(await factTypes()).toEqual(['ClosingReported']);
  });

  it('lets a stage wait that nobody mapped, and ends the question when the deal can be read (failure 70)', async () => {
    const id = closeDeal({ dealstage: 'closed_won_partial' });
    await deliver();
    expect((await settled()).waiting).toEqual(['set-aside']);
    await crm.pull();
    expect(await factTypes()).toEqual(['MessageSetAside']);
    crm.account.change('deal', id, { dealstage: 'closedwon' });
    await deliver();
    expect(await factTypes()).toEqual(['MessageSetAside', 'MessageDismissed', 'ClosingReported']);
    expect(await settled()).toEqual({ fees: [90_000n], waiting: [] });
  });

  it('keeps one closing and one fee when two deals are merged after both were invoiced (failure 71)', async () => {
    const [one, other] = [closeDeal(), closeDeal({ amount: '7000.00' })];
    await deliver();
    expect((await settled()).fees.toSorted(ascending)).toEqual([70_000n, 90_000n]);
    crm.account.merge('deal', one, other);
    await deliver();
    expect((await settled()).fees.toSorted(ascending)).toEqual([0n, 90_000n]);
    await crm.pull();
    // The merged deal names the contacts of both, which corrects who invests and no amount.
    expect(await factTypes()).toEqual(['ClosingReported', 'ClosingReported', 'ClosingCorrected', 'ClosingReversed']);
  });

  it('keeps the fee of an introduction that names a contact by an id that was merged away since (failure 71)', async () => {
    const id = closeDeal({}, 'dana@harborridge.example');
    await deliver();
    expect((await settled()).fees).toEqual([90_000n]);
    const contact = crm.account.find('deal', id)?.links[0]?.id ?? '';
    const other = crm.account.create('contact', {
      firstname: 'D.',
      lastname: 'Whitfield',
      email: 'd@harborridge.example',
    });
    const merged = crm.account.merge('contact', other.id, contact);
    await crm.pull();
    const ids = [contact, other.id, merged.id].map((one) => `hubspot/contact/${one}`).toSorted();
    const { facts } = await contractOf(crm.world);
    expect(facts.findLast(({ type }) => type === 'ClosingCorrected')?.data).toMatchObject({
      investor: { name: 'D. Whitfield', crmIds: ids },
    });
  });

  it('asks a person before it takes back a large fee, when its deal is deleted (failure 71)', async () => {
    const id = closeDeal({ amount: '2500000.00' });
    await deliver();
    const asked = await settled();
    expect(asked).toEqual({ fees: [], waiting: ['approval'] });
    await approveAll();
    expect((await settled()).fees).toEqual([25_000_000n]);
    crm.account.remove('deal', id);
    await deliver();
    expect(await settled()).toEqual({ fees: [25_000_000n], waiting: ['approval'] });
  });

  it('fetches what no webhook brought, says how much that was, and nothing twice (failure 72)', async () => {
    closeDeal();
    crm.takeEvents();
    crm.clock.now = new Date('1999-06-17T16:00:00Z');
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 1 });
    expect(crm.world.log.counted.filter((metric) => metric === 'CrmMissed')).toHaveLength(1);
    const { connections } = await viewConnections(crm.world.store, CONTRACT, AS_OF);
    expect(connections[0]?.seen).toMatchObject({ missed: 1, missedAt: '1999-06-17T16:00:00.000Z' });
    expect(await crm.pull()).toEqual({ pulled: 1, missed: 0 });
    expect(await factTypes()).toEqual(['ClosingReported']);
  });
});

describe('a contract that cannot be read', () => {
  it('keeps no other contract’s CRM from being pulled', async () => {
    closeDeal();
    crm.takeEvents();
    const { store } = crm.world;
    const [connection] = await store.listConnections();
    if (connection === undefined) throw new TypeError('no connection');
    const spoiled = {
      ...store,
      listConnections: async () => [{ ...connection, contractId: 'spoiled' }, connection],
      readContract: async (contractId: string) => {
        if (contractId === 'spoiled') throw new TypeError('Dana Whitfield is not a date');
        return store.readContract(contractId);
      },
    };
    const pulling = pullCrms({ ...crm.world, store: spoiled, hasTime: () => true }, AS_OF);
    await expect(pulling).rejects.toMatchObject({ code: 'invariant.broken', details: { unread: ['spoiled'] } });
    expect(await factTypes()).toEqual(['ClosingReported']);
    expect(crm.world.log.lines.join()).not.toContain('Dana');
  });
});

async function approveAll(): Promise<void> {
  const state = await readState(crm.world.store, CONTRACT);
  for (const { id } of listWaiting(state, AS_OF)) {
    await decideWaiting(crm.world, {
      contractId: CONTRACT,
      waiting: id,
      answer: 'approve',
      by: 'Eugene Chiaramonte',
      reason: 'checked',
      now: AS_OF,
    });
  }
}

describe('a deal after its closing was invoiced', () => {
  it('settles the difference when its amount is edited, and back again', async () => {
    const id = closeDeal();
    await deliver();
    for (const [amount, fee] of [
      ['8000.00', 80_000n],
      ['9000.00', 90_000n],
      ['8000.00', 80_000n],
    ] as const) {
      crm.account.change('deal', id, { amount });
      await deliver();
      expect((await settled()).fees).toEqual([fee]);
    }
  });

  it('asks for a rate when its currency is changed, and keeps what was booked meanwhile', async () => {
    const id = closeDeal();
    await deliver();
    await settled();
    crm.account.change('deal', id, { deal_currency_code: 'EUR' });
    await deliver();
    expect(await settled()).toEqual({ fees: [90_000n], waiting: ['currency'] });
  });

  it.each([
    ['reopened', 'contractsent'],
    ['lost', 'closedlost'],
  ])('takes the fee back when it is %s, and gives it again when it closes after all', async (_, dealstage) => {
    const id = closeDeal();
    await deliver();
    await settled();
    crm.account.change('deal', id, { dealstage });
    await deliver();
    expect((await settled()).fees).toEqual([0n]);
    crm.account.change('deal', id, { dealstage: 'closedwon' });
    await deliver();
    expect((await settled()).fees).toEqual([90_000n]);
  });
});

describe('a new deal that looks like a closing on record', () => {
  it('waits for a person: the same funding, or another', async () => {
    closeDeal();
    await deliver();
    closeDeal({ closedate: '1999-06-10' });
    await deliver();
    expect(await settled()).toEqual({ fees: [90_000n], waiting: ['duplicate'] });
    await answerDuplicate('another');
    expect(await settled()).toEqual({ fees: [90_000n, 90_000n], waiting: [] });
  });

  it('is one funding when a person says so, and stays owed while either deal stands', async () => {
    const first = closeDeal();
    await deliver();
    closeDeal({ closedate: '1999-06-10' });
    await deliver();
    await answerDuplicate();
    expect(await settled()).toEqual({ fees: [90_000n], waiting: [] });
    crm.account.remove('deal', first);
    await deliver();
    expect((await settled()).fees).toEqual([90_000n]);
  });

  it('waits no longer when the one that it looks like is deleted', async () => {
    const first = closeDeal();
    await deliver();
    closeDeal({ closedate: '1999-06-10' });
    await deliver();
    crm.account.remove('deal', first);
    await deliver();
    expect(await settled()).toEqual({ fees: [90_000n], waiting: [] });
  });

  async function answerDuplicate(answer?: string): Promise<void> {
    const state = await readState(crm.world.store, CONTRACT);
    const question = listWaiting(state, AS_OF).find(({ kind }) => kind === 'duplicate');
    const [same = ''] = question?.answers ?? [];
    await decideWaiting(crm.world, {
      contractId: CONTRACT,
      waiting: question?.id ?? '',
      answer: answer ?? same,
      by: 'Eugene Chiaramonte',
      reason: 'compared',
      now: AS_OF,
    });
  }
});

describe('a connection in shadow', () => {
  beforeEach(async () => {
    crm = await aCrmWorld('hubspot', hubspotMapping(), { live: false });
    crm.clock.now = NOW;
  });

  it('says what it would have invoiced, and invoices that once it is live', async () => {
    closeDeal();
    await deliver();
    expect((await settled()).fees).toEqual([]);
    const shadow = await viewConnections(crm.world.store, CONTRACT, AS_OF);
    expect(shadow.connections[0]?.mode).toBe('shadow');
    expect(shadow.wouldBeOwed.map(({ differenceMinor }) => differenceMinor)).toEqual([90_000n]);
    await switchLive(crm.world, {
      contractId: CONTRACT,
      vendor: 'hubspot',
      by: 'an operator',
      reason: 'tried',
      now: AS_OF,
    });
    expect((await settled()).fees).toEqual([90_000n]);
    expect((await viewConnections(crm.world.store, CONTRACT, AS_OF)).wouldBeOwed).toEqual([]);
  });
});

describe('what a deal says besides', () => {
  it('puts an open deal on record as expected, once for what it says, and drops it when it is lost', async () => {
    const id = closeDeal({ dealstage: 'contractsent' });
    await deliver();
    await crm.pull();
    crm.account.change('deal', id, { dealstage: 'closedlost' });
    await deliver();
    expect(await factTypes()).toEqual(['FundingExpected', 'FundingDropped']);
  });

  it('puts a marked introduction on the register, which proves nothing for a closing that was known before', async () => {
    crm = await aCrmWorld(
      'hubspot',
      hubspotMapping({ introduction: { field: 'introduced_by', is: ['PMR'], by: 'Patrick M. Rost' } }),
      { introduce: false },
    );
    crm.clock.now = NOW;
    closeDeal({ introduced_by: 'PMR', dealstage: 'contractsent' }, 'lee@meadow.example');
    closeDeal({ introduced_by: 'PMR', amount: '5000.00' }, 'late@hindsight.example');
    await deliver();
    const { facts } = await contractOf(crm.world);
    const introductions = facts.filter(({ type }) => type === 'IntroductionRecorded');
    expect(introductions.map(({ source }) => source.kind)).toEqual(['crm', 'crm']);
    expect(await settled()).toEqual({ fees: [], waiting: ['attribution'] });
  });

  it('is passed over when the mapping selects other deals', async () => {
    crm = await aCrmWorld('hubspot', hubspotMapping({ only: { field: 'pipeline', is: ['funding'] } }));
    crm.clock.now = NOW;
    closeDeal({ pipeline: 'default' });
    await deliver();
    expect(await factTypes()).toEqual([]);
  });
});
