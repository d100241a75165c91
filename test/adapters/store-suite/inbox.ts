import { describe, expect, it } from 'vitest';
import { UnknownError } from '../../../shared/core/errors.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { aMessage } from '../../builders/store-records.ts';

export function describeInbox(store: () => Store): void {
  describe('inbox', () => {
    it('keeps a message as it came, to the letter', async () => {
      const message = aMessage({ body: ' {"amount": 1e6, "name": "Żółć – \u0000"}\r\n' });

      expect(await store().keepMessage(message)).toBe('kept');
      expect(await store().readMessage(message.inboxId)).toEqual(message);
    });

    it('answers known for an id that it keeps already, and keeps the first body', async () => {
      const message = aMessage();
      await store().keepMessage(message);

      expect(await store().keepMessage({ ...message, body: 'another' })).toBe('known');
      expect((await store().readMessage(message.inboxId))?.body).toBe(message.body);
    });

    it('marks a message, and forgets the reason of the mark before', async () => {
      const message = aMessage();
      await store().keepMessage(message);

      await store().markMessage(message.inboxId, 'set-aside', 'the currency is unknown');
      expect(await store().readMessage(message.inboxId)).toEqual({
        ...message,
        state: 'set-aside',
        why: 'the currency is unknown',
      });
      await store().markMessage(message.inboxId, 'applied');
      expect(await store().readMessage(message.inboxId)).toEqual({ ...message, state: 'applied' });
    });

    it('refuses to mark a message that it does not keep', async () => {
      await expect(store().markMessage('crm/none', 'applied')).rejects.toThrow(UnknownError);
      expect(await store().readMessage('crm/none')).toBeUndefined();
    });
  });
}
