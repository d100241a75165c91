import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { letGoOn } from '../../shared/app/let-go-on.ts';
import { readAgain, unreadMessages } from '../../shared/app/read-again.ts';
import type { InboxMessage } from '../../shared/ports/store.ts';
import { aWorld, CONTRACT, contractOf, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const CAME = noon('1999-04-20');
const kept = (changes: Partial<InboxMessage> = {}): InboxMessage => ({
  inboxId: `crm/${CONTRACT}/hubspot/msg_1`,
  source: 'crm',
  envelope: { contractId: CONTRACT, vendor: 'hubspot', messageId: 'msg_1' },
  receivedAt: CAME,
  body: '[]',
  state: 'received',
  ...changes,
});

async function takenAgain(world: World, on = '1999-04-21'): Promise<World['inbound']['accepted']> {
  await readAgain(world, noon(on));
  return world.inbound.accepted.splice(0);
}

describe('a message that was taken and never read to its end', () => {
  it('goes to its reader again as it came, is counted, and is shown to the operator', async () => {
    const world = await aWorld();
    await world.store.keepMessage(kept());
    expect(await takenAgain(world)).toEqual([
      {
        source: 'crm',
        contractId: CONTRACT,
        vendor: 'hubspot',
        messageId: 'msg_1',
        receivedAt: CAME,
        body: '[]',
      },
    ]);
    expect(world.log.counted).toEqual(['MessageUnread']);
    expect(await unreadMessages(world.store, noon('1999-04-21'))).toEqual({
      more: false,
      messages: [{ inboxId: `crm/${CONTRACT}/hubspot/msg_1`, receivedAt: CAME }],
    });
  });

  it.each([
    [
      'of Stripe',
      kept({ inboxId: 'stripe/evt_1', source: 'stripe', envelope: { contractId: '', messageId: 'evt_1' } }),
    ],
    ['of SES', kept({ inboxId: 'ses/m/sent', source: 'ses', envelope: { contractId: CONTRACT, messageId: 'm' } })],
  ])('%s does as well', async (_, message) => {
    const world = await aWorld();
    await world.store.keepMessage(message);
    const { source, envelope, receivedAt, body } = message;
    expect(await takenAgain(world)).toEqual([{ source, ...envelope, receivedAt, body }]);
  });

  it('is left to its queue for an hour', async () => {
    const world = await aWorld();
    await world.store.keepMessage(kept({ receivedAt: '1999-04-21T15:01:00.000Z' }));
    expect(await takenAgain(world)).toEqual([]); // noon in New York is 16:00 UTC
    expect((await unreadMessages(world.store, noon('1999-04-21'))).messages).toEqual([]);
  });

  it('goes nowhere once it was read', async () => {
    const world = await aWorld();
    await world.store.keepMessage(kept());
    await world.store.markMessage(kept().inboxId, 'known');
    expect(await takenAgain(world)).toEqual([]);
    expect(world.log.counted).toEqual([]);
  });

  it('waits while its contract is parked, and is counted all the same', async () => {
    const world = await aWorld();
    await world.store.keepMessage(kept());
    await world.store.park(CONTRACT, { at: CAME, why: 'a message failed again and again', what: 'a dead letter' });
    expect(await takenAgain(world)).toEqual([]);
    expect(world.log.counted).toEqual(['MessageUnread']);
    await world.store.unpark(CONTRACT, noon('1999-04-22'));
    expect(await takenAgain(world, '1999-04-22')).toHaveLength(1);
  });

  it('is read as soon as a person lets its contract go on, and before that of no other', async () => {
    const world = await aWorld();
    const soon = noon('1999-04-20');
    await world.store.keepMessage(kept({ receivedAt: soon }));
    await world.store.keepMessage(
      kept({ inboxId: 'stripe/evt_1', source: 'stripe', envelope: { contractId: '', messageId: 'evt_1' } }),
    );
    await world.store.park(CONTRACT, { at: CAME, why: 'a message failed again and again', what: 'a dead letter' });
    const answer = { waiting: 'parked', answer: 'unpark', by: 'Eugene Chiaramonte', reason: 'it is mended' };
    await decideWaiting(world, { ...answer, contractId: CONTRACT, now: soon });
    expect(world.inbound.accepted.map(({ messageId }) => messageId)).toEqual(['msg_1']);
    expect((await contractOf(world)).head.parked).toBeUndefined();
  });

  it('is read again when whoever lets its contract go on dies in between', async () => {
    const world = await aWorld();
    await world.store.keepMessage(kept());
    await world.store.park(CONTRACT, { at: CAME, why: 'a message failed again and again', what: 'a dead letter' });
    const store = { ...world.store, unpark: () => Promise.reject(new Error('died')) };
    const goOn = { contractId: CONTRACT, factSeq: 1, now: noon('1999-04-21') };
    await expect(letGoOn({ ...world, store }, goOn)).rejects.toThrow('died');
    expect(world.inbound.accepted).toHaveLength(1);
    expect((await contractOf(world)).head.parked).toBeDefined();
  });

  it('parks its contract if it is a dead letter of which nothing more was done', async () => {
    const world = await aWorld();
    const inboxId = 'dead-letter/contract-dead/m-1';
    await world.store.keepMessage(
      kept({ inboxId, source: 'dead-letter', envelope: { contractId: CONTRACT, messageId: 'm-1' } }),
    );
    expect(await takenAgain(world)).toEqual([]);
    expect((await contractOf(world)).head.parked).toMatchObject({ what: inboxId, at: CAME });
    expect(await world.store.readMessage(inboxId)).toMatchObject({ state: 'set-aside' });
  });

  it('is not shown beyond twenty', async () => {
    const world = await aWorld();
    for (let at = 0; at < 21; at += 1) await world.store.keepMessage(kept({ inboxId: `crm/${CONTRACT}/${at}` }));
    const { more, messages } = await unreadMessages(world.store, noon('1999-04-21'));
    expect([more, messages.length]).toEqual([true, 20]);
  });
});
