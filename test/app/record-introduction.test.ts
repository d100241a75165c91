import { describe, expect, it } from 'vitest';
import { recordIntroduction, type RecordIntroduction } from '../../shared/app/record-introduction.ts';
import type { Investor } from '../../shared/core/facts/investor.ts';
import { verifyChain } from '../../shared/core/introductions/chain.ts';
import { aWorld, CONTRACT, contractOf, type World } from '../builders/a-world.ts';
import { anInvestor, introduced, noon } from '../builders/facts.ts';

const tell = (world: World, investor: Partial<Investor> = {}, changes: Partial<RecordIntroduction> = {}) =>
  recordIntroduction(world, {
    contractId: CONTRACT,
    source: { kind: 'crm', name: CONTRACT },
    introduction: introduced(anInvestor(investor)).data,
    ifKnown: 'supplement',
    now: noon('1999-04-21'),
    ...changes,
  });

describe('an introduction that a CRM tells of', () => {
  it('is on record once, however often it is told', async () => {
    const world = await aWorld();
    expect([await tell(world), await tell(world)]).toEqual(['recorded', 'known']);
    expect((await contractOf(world)).facts.map(({ type }) => type)).toEqual(['TermsAdopted', 'IntroductionRecorded']);
  });

  it('grows by what is new in a later telling, and loses nothing by what that leaves out', async () => {
    const world = await aWorld();
    await tell(world);

    const later = { crmIds: ['crm-2000'], emails: [] };
    expect([await tell(world, later), await tell(world, later)]).toEqual(['supplemented', 'known']);

    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      type: 'IntroductionSupplemented',
      data: { introduction: 'intro-0001', crmIds: ['crm-2000'], emails: [], registryIds: [], evidence: [] },
    });
  });

  it('is refused in other words where a person tells it', async () => {
    const world = await aWorld();
    await tell(world);
    await expect(tell(world, { crmIds: ['crm-2000'] }, { ifKnown: 'refuse' })).rejects.toMatchObject({
      problems: [{ field: 'id' }],
    });
  });

  it('is refused while it lies in the future', async () => {
    const world = await aWorld();
    await expect(tell(world, {}, { now: noon('1999-04-19') })).rejects.toMatchObject({
      problems: [{ field: 'introducedOn' }],
    });
  });

  it('is linked to the entry before it', async () => {
    const world = await aWorld();
    await tell(world);
    await tell(world, { emails: ['d@harborridge.example'] });
    const { facts } = await contractOf(world);
    expect(facts.map(({ previousEntry }) => previousEntry?.length)).toEqual([undefined, 64, 64]);
    expect(verifyChain(CONTRACT, facts)).toEqual([]);
  });
});
