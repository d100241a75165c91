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

    it('lists what is not read to its end, the oldest first, until it is marked, and again once it was left', async () => {
      // Of a time in which the other tests receive nothing.
      const at = (minute: number): string => `1990-01-01T00:0${minute}:00.000Z`;
      const [third, first, second] = await Promise.all(
        [3, 1, 2].map(async (minute) => {
          const message = aMessage({ receivedAt: at(minute) });
          await store().keepMessage(message);
          return message;
        }),
      );
      const unread = (minute: number, limit = 10) => store().listUnread(at(minute), limit);

      expect(await unread(9)).toEqual([first, second, third]);
      expect(await unread(2)).toEqual([first, second]);
      expect(await unread(9, 1)).toEqual([first]);
      await store().markMessage(first?.inboxId ?? '', 'set-aside', 'the currency is unknown');
      expect(await unread(9)).toEqual([second, third]);
      await store().leaveMessage({ inboxId: first?.inboxId ?? '', receivedAt: at(1) }, 'the CRM is away');
      expect(await unread(9)).toEqual([{ ...first, why: 'the CRM is away' }, second, third]);
      for (const { inboxId } of await unread(9)) await store().markMessage(inboxId, 'applied');
      expect(await unread(9)).toEqual([]);
    });

    it('does not list what is kept as read', async () => {
      await store().keepMessage(aMessage({ state: 'set-aside', receivedAt: '1980-01-01T00:00:00.000Z' }));
      expect(await store().listUnread('1980-01-02T00:00:00.000Z', 10)).toEqual([]);
    });

    it('refuses to mark a message that it does not keep', async () => {
      await expect(store().markMessage('crm/none', 'applied')).rejects.toThrow(UnknownError);
      expect(await store().readMessage('crm/none')).toBeUndefined();
    });
  });
}
