import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../shared/core/errors.ts';
import type { Store } from '../../../shared/ports/store.ts';
import {
  aFact,
  aHead,
  anAppend,
  aPayment,
  aPost,
  created,
  headNow,
  LATER,
  NOON,
  someTerms,
} from '../../builders/store-records.ts';

export function describeContracts(store: () => Store): void {
  describe('contracts', () => {
    it('creates head, terms and facts together', async () => {
      const head = aHead();
      const facts = [aFact(), aPayment()];

      const outcome = await store().createContract(head, { facts, terms: someTerms(), recordedAt: NOON });

      expect(outcome).toBe('created');
      expect(await store().readContract(head.contractId)).toEqual({
        head: { ...head, factSeq: 2, attentionAt: NOON },
        terms: [someTerms()],
        facts: facts.map((fact, at) => ({ ...fact, seq: at + 1, recordedAt: NOON })),
        postings: [],
        entries: [],
        openIntents: [],
      });
    });

    it('answers known for a contract that exists, and keeps it as it was', async () => {
      const first = await created(store());

      const again = { ...first, factSeq: 0, salt: 'another-salt' };
      const outcome = await store().createContract(again, { facts: [], terms: someTerms(), recordedAt: LATER });

      expect(outcome).toBe('known');
      expect(await headNow(store(), first.contractId)).toEqual(first);
    });

    it('keeps the salt through every kind of write', async () => {
      const head = await created(store());
      await store().appendFacts(anAppend(head));
      await store().post(aPost(head));
      await store().park(head.contractId, { at: NOON, why: 'rules changed', what: 'retainer' });
      await store().unpark(head.contractId, NOON);

      expect((await headNow(store(), head.contractId)).salt).toBe(head.salt);
    });

    it('refuses a new contract that claims to have facts already', async () => {
      const head = aHead({ factSeq: 3 });

      await expect(store().createContract(head, { facts: [], recordedAt: NOON })).rejects.toThrow(InvariantError);
    });

    it('looks earlier than the first facts when the head says so', async () => {
      const head = aHead({ attentionAt: NOON });

      await store().createContract(head, { facts: [aFact()], recordedAt: LATER });

      expect((await headNow(store(), head.contractId)).attentionAt).toBe(NOON);
    });

    it('lists the contracts that were created', async () => {
      const heads = [await created(store()), await created(store())];

      const listed = await store().listContracts();

      for (const { contractId } of heads) expect(listed.filter((each) => each === contractId)).toHaveLength(1);
    });

    it('knows nothing of a contract that was never created', async () => {
      expect(await store().readHead('nobody')).toBeUndefined();
      expect(await store().readContract('nobody')).toBeUndefined();
    });

    it('reads a contract of several megabytes to its end', { timeout: 60_000 }, async () => {
      const head = await created(store());
      const fat = 'x'.repeat(2_000);
      const perWrite = 20;
      for (let factSeq = 1; factSeq < 1_500; factSeq += perWrite) {
        const facts = Array.from({ length: perWrite }, (_, at) => aFact(`fat-${factSeq + at}`, fat));
        await store().appendFacts(anAppend(head, { factSeq, facts }));
      }

      const record = await store().readContract(head.contractId);

      expect(record?.facts.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_501 }, (_, at) => at + 1));
      expect(record?.facts.at(-1)).toMatchObject({ id: 'fat-1500', data: { description: fat } });
    });
  });
}
