import { describe, expect, it } from 'vitest';
import { ConflictError } from '../../../shared/core/errors.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { aFact, aHead, anAppend, aPost, created, headNow, NOON } from '../../builders/store-records.ts';

export function describeRaces(store: () => Store): void {
  describe('races', () => {
    it('lets exactly one of two writers append to the same contract', async () => {
      const head = await created(store());

      const outcomes = await Promise.allSettled([
        store().appendFacts(anAppend(head)),
        store().appendFacts(anAppend(head)),
      ]);

      expectOneWinner(outcomes);
      expect((await store().readContract(head.contractId))?.facts).toHaveLength(2);
    });

    it('lets exactly one of two writers post to the same ledger', async () => {
      const head = await created(store());

      const outcomes = await Promise.allSettled([store().post(aPost(head)), store().post(aPost(head))]);

      expectOneWinner(outcomes);
      expect((await store().readContract(head.contractId))?.entries).toHaveLength(1);
    });

    it('creates a contract once however many create it', async () => {
      const head = aHead();
      const first = { facts: [aFact()], recordedAt: NOON };

      const outcomes = await Promise.allSettled([
        store().createContract(head, first),
        store().createContract(head, first),
      ]);

      const created_ = outcomes.filter((each) => each.status === 'fulfilled' && each.value === 'created');
      expect(created_).toHaveLength(1);
      expect((await store().readContract(head.contractId))?.facts).toHaveLength(1);
    });

    it('loses none of the facts of fifty writers that read again after a conflict', { timeout: 60_000 }, async () => {
      const { contractId } = await created(store());
      const ids = Array.from({ length: 50 }, (_, at) => `writer-${at + 1}`);

      await Promise.all(ids.map((id) => appendUntilRecorded(store(), contractId, id)));

      const record = await store().readContract(contractId);
      expect(record?.head.factSeq).toBe(51);
      expect(new Set(record?.facts.slice(1).map(({ id }) => id))).toEqual(new Set(ids));
    });

    it('shows a reader a whole contract while another writes', async () => {
      const head = await created(store());
      const writing = (async () => {
        for (let each = 1; each <= 30; each += 1) {
          await store().post(aPost(await headNow(store(), head.contractId)));
        }
      })();

      for (let look = 1; look <= 10; look += 1) {
        const record = await store()
          .readContract(head.contractId)
          .catch((error: unknown) => (error instanceof ConflictError ? 'conflict' : Promise.reject(error)));
        if (typeof record === 'string') continue;
        expect(record?.postings).toHaveLength(record?.head.entryCount ?? -1);
      }
      await writing;
    });
  });
}

function expectOneWinner(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(ConflictError) });
}

async function appendUntilRecorded(store: Store, contractId: string, id: string): Promise<void> {
  for (let attempt = 1; attempt <= 200; attempt += 1) {
    const head = await headNow(store, contractId);
    try {
      await store.appendFacts(anAppend(head, { facts: [aFact(id)] }));
      return;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw new Error(`${id} met a conflict two hundred times.`);
}
