import { beforeEach, describe, expect, it } from 'vitest';
import { ConflictError, InvariantError, UnknownError } from '../../../shared/core/errors.ts';
import type { MailIntent } from '../../../shared/core/ledger/intent.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { aMailIntent, anEntry, created } from '../../builders/store-records.ts';

export function describeIntents(store: () => Store): void {
  describe('intents', () => {
    let contractId = '';
    const intent = aMailIntent('mail/1999-04-30/client');
    beforeEach(async () => {
      ({ contractId } = await created(store()));
      await write(intent, 1);
    });

    async function write(another: MailIntent, number: number): Promise<void> {
      await store().post({ contractId, ledgerVersion: number - 1, entry: anEntry(number, 'cause'), intent: another });
    }

    async function openIds(): Promise<string[]> {
      const record = await store().readContract(contractId);
      return (record?.openIntents ?? []).map(({ id }) => id);
    }

    it('saves the next revision and answers what it wrote', async () => {
      const saved = await store().saveIntent(contractId, { ...intent, failures: 1, lastFailure: 'dependency.failed' });

      expect(saved).toEqual({ ...intent, revision: 2, failures: 1, lastFailure: 'dependency.failed' });
      expect(await store().readIntent(contractId, intent.id)).toEqual(saved);
      expect((await store().readContract(contractId))?.openIntents).toEqual([saved]);
    });

    it('refuses to save over a revision that it did not read', async () => {
      const saved = await store().saveIntent(contractId, { ...intent, note: 'first' });

      await expect(store().saveIntent(contractId, { ...intent, note: 'second' })).rejects.toThrow(ConflictError);
      expect(await store().readIntent(contractId, intent.id)).toEqual(saved);
    });

    it('lets exactly one of two writers save the same revision', async () => {
      const both = ['first', 'second'].map((note) => store().saveIntent(contractId, { ...intent, note }));

      const outcomes = await Promise.allSettled(both);

      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
    });

    it('counts a waiting intent as open and a done one not', async () => {
      const waiting = await store().saveIntent(contractId, { ...intent, state: 'waiting' });
      expect(await openIds()).toEqual([intent.id]);

      await store().saveIntent(contractId, { ...waiting, state: 'done' });
      expect(await openIds()).toEqual([]);
    });

    it('lets a done intent become a question for a person', async () => {
      const done = await store().saveIntent(contractId, { ...intent, state: 'done' });
      await store().saveIntent(contractId, { ...done, state: 'waiting' });
      expect(await openIds()).toEqual([intent.id]);
    });

    it('refuses to try again what is done, and still lets its history grow', async () => {
      const done = await store().saveIntent(contractId, { ...intent, state: 'done' });

      await expect(store().saveIntent(contractId, { ...done, state: 'pending' })).rejects.toThrow(InvariantError);
      const noted = await store().saveIntent(contractId, { ...done, note: 'delivered' });
      expect(await store().readIntent(contractId, intent.id)).toEqual(noted);
      expect(await openIds()).toEqual([]);
    });

    it('lists all intents, done ones too, oldest first', async () => {
      await write(aMailIntent('a-younger', { createdAt: '1999-06-01T00:00:00.000Z' }), 2);
      await write(aMailIntent('z-older', { createdAt: '1999-01-01T00:00:00.000Z', state: 'done' }), 3);

      const listed = await store().listIntents(contractId);

      expect(listed.map(({ id }) => id)).toEqual(['z-older', intent.id, 'a-younger']);
      expect(await openIds()).toEqual([intent.id, 'a-younger']);
    });

    it('refuses to save an intent that was never made', async () => {
      await expect(store().saveIntent(contractId, aMailIntent('mail/none'))).rejects.toThrow(UnknownError);
      expect(await store().readIntent(contractId, 'mail/none')).toBeUndefined();
    });
  });
}
