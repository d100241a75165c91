import { describe, expect, it } from 'vitest';
import { parkDeadLetter } from '../../shared/app/park-dead-letter.ts';
import { aWorld, CONTRACT, contractOf } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const MOST_ITEM_BYTES = 400 * 1024;

describe('a dead letter that is longer than an item of the table', () => {
  it.each(['x'.repeat(900_000), '€'.repeat(300_000), '😀'.repeat(200_000)])(
    'is kept by its beginning, in whole characters, and parks its contract',
    async (body) => {
      const world = await aWorld();
      const letter = { queue: 'inbound-dead', messageId: 'm-1', contractId: CONTRACT, at: noon('1999-04-07'), body };

      await parkDeadLetter(world, letter);

      const kept = (await world.store.readMessage('dead-letter/inbound-dead/m-1'))?.body ?? '';
      expect(Buffer.byteLength(kept)).toBeLessThan(MOST_ITEM_BYTES);
      expect(body.startsWith(kept.slice(0, 50_000))).toBe(true);
      expect(kept.isWellFormed()).toBe(true);
      expect((await contractOf(world)).head.parked).toMatchObject({ what: 'dead-letter/inbound-dead/m-1' });
    },
  );
});
