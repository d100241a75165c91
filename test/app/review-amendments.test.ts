import { describe, expect, it } from 'vitest';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import type { Plain } from '../../shared/core/json.ts';
import type { Store } from '../../shared/ports/store.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, record, runOn, settle, type World } from '../builders/a-world.ts';
import { noon, said } from '../builders/facts.ts';

function adopt(world: World, file: Plain, effectiveOn?: string, store: Store = world.store) {
  const of = { file, by: 'Eugene Chiaramonte', now: noon('1999-05-20'), salt: '5a17' };
  return adoptContract({ ...world, store }, { ...of, ...(effectiveOn === undefined ? {} : { effectiveOn }) });
}

const retitled = (title: string): Plain => ({ ...contractFile1999(), title });
const clientAt = (address: string): Plain => {
  const file = contractFile1999();
  return { ...file, client: { name: 'Auxer Holdings', address: ['1 New Street'], statementsTo: [address] } };
};

describe('an amendment', () => {
  it('can be taken back by adopting the earlier file from a day', async () => {
    const world = await aWorld();
    await adopt(world, retitled('Amended'), '1999-06-01');
    expect(await adopt(world, contractFile1999(), '1999-07-01')).toMatchObject({ version: 3, outcome: 'amended' });
  });

  it('can be given another day', async () => {
    const world = await aWorld();
    await adopt(world, retitled('Amended'), '1999-06-01');
    expect(await adopt(world, retitled('Amended'), '1999-07-01')).toMatchObject({ version: 3, outcome: 'amended' });
    expect(await adopt(world, retitled('Amended'), '1999-07-01')).toMatchObject({ version: 3, outcome: 'known' });
  });

  it('is not lost when another was adopted at the same moment', async () => {
    const world = await aWorld();
    let raced = false;
    const store: Store = {
      ...world.store,
      knownFactIds: async (...given) => {
        if (!raced) {
          raced = true;
          await adopt(world, retitled('First'), '1999-06-01');
        }
        return world.store.knownFactIds(...given);
      },
    };
    expect(await adopt(world, retitled('Second'), '1999-06-01', store)).toMatchObject({ version: 3 });
    const titles = (await contractOf(world)).terms.map(({ file }) => Reflect.get(Object(file), 'title'));
    expect(titles.slice(1)).toEqual(['First', 'Second']);
  });
});

describe('an amendment that is yet to take effect', () => {
  it('names and reaches the party of its day, not the one to come', async () => {
    const world = await aWorld();
    await adopt(world, clientAt('new@holdings.example'), '1999-09-01');
    await runOn(world, '1999-04-06');
    await runOn(world, '1999-05-20');

    const [mail] = world.mailer.sent.filter(({ party }) => party === 'client');
    expect(mail?.to).toEqual(['accounts@auxer.example']);
    const statement = await world.store.readStatement(CONTRACT, '1999-04-30');
    expect(statement?.client.name).toBe('The Auxer Group, Inc.');
  });

  it('lets nobody decide whom it names for later', async () => {
    const world = await aWorld();
    const people = [{ name: 'Later', party: 'client', may: ['approve'] }];
    await adopt(world, { ...contractFile1999(), people }, '1999-09-01');
    await world.store.park(CONTRACT, { at: noon('1999-05-20'), why: 'x', what: 'y' });
    const decision = {
      contractId: CONTRACT,
      waiting: 'parked',
      answer: 'unpark',
      reason: 'z',
      now: noon('1999-05-21'),
    };
    await expect(decideWaiting(world, { ...decision, by: 'Later' })).rejects.toMatchObject({
      problems: [{ field: 'by' }],
    });
  });
});

it('seals a bounded number of periods a run, and rings again in a way that no queue swallows', async () => {
  const file = contractFile1999();
  const terms = (file['terms'] as Plain[]).slice(1); // the fee alone: nothing to catch up
  const world = await aWorld({ ...file, terms });
  expect(await settle(world, '2002-01-15')).toBe('more-to-do');
  const first = world.bells.rung.at(-1)?.ring;
  expect(await settle(world, '2002-01-15')).toBe('settled');
  expect(first?.after).toBeDefined();
  expect(await world.store.listStatements(CONTRACT)).toHaveLength(33);
});

it('prints a service on the statement of the month in which it was recorded, when its own was sealed', async () => {
  const world = await aWorld();
  await settle(world, '1999-05-02');
  const late = { clause: '1', renderedOn: '1999-04-20', description: 'a press release' };
  await record(world, said('ServiceRendered', late, '1999-05-10'));
  await settle(world, '1999-06-02');
  expect((await world.store.readStatement(CONTRACT, '1999-05-31'))?.services).toEqual([
    { renderedOn: '1999-04-20', description: 'a press release' },
  ]);
});

const introductionBy = (email: string) => ({
  id: 'intro-1',
  investor: { name: 'Dana', emails: [email] },
  introducedOn: '1999-04-20',
  how: 'a call',
  by: 'Patrick M. Rost',
});

it('refuses a record by an id that says something else already, as nothing is ever edited', async () => {
  const world = await aWorld();
  const by = (email: string) =>
    recordByHand(world, {
      contractId: CONTRACT,
      kind: 'introduction',
      input: introductionBy(email),
      now: noon('1999-04-21'),
    });
  expect(await by('dana@harbor.example')).toBe('recorded');
  expect(await by('dana@harbor.example')).toBe('known');
  await expect(by('dana@harborridge.example')).rejects.toMatchObject({ problems: [{ field: 'id' }] });
});
