import { describe, expect, it } from 'vitest';
import { keptInbound } from '../../shared/app/kept-message.ts';
import { parkDeadLetter } from '../../shared/app/park-dead-letter.ts';
import { sweep } from '../../shared/app/sweep.ts';
import { aWorld, CONTRACT, contractOf } from '../builders/a-world.ts';
import { crmBody, crmMessage } from '../builders/crm-message.ts';
import { noon } from '../builders/facts.ts';

const letter = {
  queue: 'contract-dead',
  messageId: 'm-1',
  contractId: CONTRACT,
  at: noon('1999-04-07'),
  body: '{"a":1}',
};

describe('a dead letter', () => {
  it('is kept as it came, and parks its contract', async () => {
    const world = await aWorld();

    await parkDeadLetter(world, letter);

    expect(await world.store.readMessage('dead-letter/contract-dead/m-1')).toMatchObject({
      body: '{"a":1}',
      state: 'set-aside',
    });
    expect((await contractOf(world)).head).toMatchObject({
      parked: { what: 'dead-letter/contract-dead/m-1', at: letter.at },
    });
    expect(world.log.counted).toEqual(['DeadLetter', 'ContractParked']);
  });

  it('that comes twice changes nothing', async () => {
    const world = await aWorld();
    await parkDeadLetter(world, letter);
    await parkDeadLetter(world, { ...letter, at: noon('1999-04-08') });
    expect((await contractOf(world)).head.parked?.at).toBe(letter.at);
  });

  it('that comes again when a person has answered it parks nothing', async () => {
    const world = await aWorld();
    await parkDeadLetter(world, letter);
    await world.store.unpark(CONTRACT, noon('1999-04-08'));
    await parkDeadLetter(world, { ...letter, at: noon('1999-04-20') });
    expect((await contractOf(world)).head.parked).toBeUndefined();
    expect(world.log.counted).toEqual(['DeadLetter', 'ContractParked']);
  });

  it('that comes again after a crash before its contract was parked parks it', async () => {
    const world = await aWorld();
    const { store } = world;
    const crashing = { ...store, park: () => Promise.reject(new Error('the process died')) };
    await expect(parkDeadLetter({ ...world, store: crashing }, letter)).rejects.toThrow('died');
    await parkDeadLetter(world, letter);
    expect((await contractOf(world)).head.parked?.at).toBe(letter.at);
  });

  it.each([undefined, 'nobody'])('that names %j as its contract is kept, and parks nothing', async (contractId) => {
    const world = await aWorld();
    await parkDeadLetter(world, { ...letter, contractId });
    expect(await world.store.readMessage('dead-letter/contract-dead/m-1')).toBeDefined();
    expect(world.log.counted).toEqual(['DeadLetter']);
  });

  it('takes the contract away from the sweeper', async () => {
    const world = await aWorld();
    expect(await sweep(world, noon('1999-04-07'))).toEqual({ rung: 1 });
    await parkDeadLetter(world, letter);
    expect(await sweep(world, noon('1999-04-07'))).toEqual({ rung: 0 });
  });

  it('of a webhook that could not even be kept is in the list of what is to be read again', async () => {
    const world = await aWorld();
    const message = keptInbound(crmMessage(crmBody(), { messageId: 'msg_lost' }));
    await parkDeadLetter(world, { ...letter, message });
    expect(await world.store.listUnread(noon('1999-06-15'), 9)).toEqual([message]);
  });

  it('of a webhook that was kept, or read since, leaves it as it is', async () => {
    const world = await aWorld();
    const message = keptInbound(crmMessage(crmBody()));
    await world.store.keepMessage(message);
    await world.store.markMessage(message.inboxId, 'applied');
    await parkDeadLetter(world, { ...letter, message });
    expect(await world.store.readMessage(message.inboxId)).toMatchObject({ state: 'applied' });
  });

  it('of a webhook whose sender used the id of another keeps both', async () => {
    const world = await aWorld();
    const message = keptInbound(crmMessage(crmBody(), { messageId: 'msg_1' }));
    await world.store.keepMessage({ ...message, body: 'another', state: 'applied' });
    await parkDeadLetter(world, { ...letter, message });
    expect(await world.store.readMessage(message.inboxId)).toMatchObject({ body: 'another' });
    const [own] = await world.store.listUnread(noon('1999-06-15'), 9);
    expect(own).toMatchObject({ body: message.body, envelope: message.envelope });
  });

  it('of a webhook that is larger than an item of the table parks its contract all the same', async () => {
    const world = await aWorld();
    const message = keptInbound(crmMessage('x'.repeat(450_000)));
    await parkDeadLetter(world, { ...letter, message });
    expect((await contractOf(world)).head.parked).toBeDefined();
    expect(await world.store.readMessage(message.inboxId)).toBeUndefined();
  });
});
