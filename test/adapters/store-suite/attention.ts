import { describe, expect, it } from 'vitest';
import { UnknownError } from '../../../shared/core/errors.ts';
import { ATTENTION_SHARDS, type Store } from '../../../shared/ports/store.ts';
import { aHead, anAppend, aPost, created, headNow, LATER, NOON } from '../../builders/store-records.ts';

const EARLY = '1999-04-01T00:00:00.000Z';
const LATEST = '1999-12-31T00:00:00.000Z';
const PARKING = { at: NOON, why: 'the rules changed', what: 'retainer/1999-04-06' };

export function describeAttention(store: () => Store): void {
  /** How the contract stands in each shard of the index by then: at most one of them may have it. */
  async function dueIn(contractId: string, until: string) {
    const shards = Array.from({ length: ATTENTION_SHARDS }, (_, shard) => store().dueContracts(shard, until, 1_000));
    return (await Promise.all(shards)).flat().filter((due) => due.contractId === contractId);
  }

  describe('attention', () => {
    it('finds a contract in one shard once its time has come, and not before', async () => {
      const { contractId } = await created(store());

      expect(await dueIn(contractId, EARLY)).toEqual([]);
      expect(await dueIn(contractId, NOON)).toEqual([{ contractId, factSeq: 1, attentionAt: NOON }]);
    });

    it('takes a contract without attention out of the index, until a fact comes', async () => {
      const head = await created(store());

      expect(await store().moveAttention(head, undefined)).toBe(true);
      expect(await dueIn(head.contractId, LATEST)).toEqual([]);
      expect((await headNow(store(), head.contractId)).attentionAt).toBeUndefined();

      await store().appendFacts(anAppend(head));
      expect(await dueIn(head.contractId, LATEST)).toMatchObject([{ factSeq: 2, attentionAt: LATER }]);
    });

    it('does not move attention when a fact came in between', async () => {
      const head = await created(store());
      await store().appendFacts(anAppend(head));

      expect(await store().moveAttention(head, LATEST)).toBe(false);
      expect((await headNow(store(), head.contractId)).attentionAt).toBe(LATER);
    });

    it('does not move attention when the ledger moved in between', async () => {
      const head = await created(store());
      await store().post(aPost(head));

      expect(await store().moveAttention(head, LATEST)).toBe(false);
      expect((await headNow(store(), head.contractId)).attentionAt).toBe(NOON);
    });

    it('does not move attention past a call that came in between', async () => {
      const head = await created(store());
      await store().moveAttention(head, undefined);
      const quiet = await headNow(store(), head.contractId);
      await store().callAttention(head.contractId, LATER);

      expect(await store().moveAttention(quiet, LATEST)).toBe(false);
      expect((await headNow(store(), head.contractId)).attentionAt).toBe(LATER);
    });

    it('does not move attention past a person who let the contract go on in between, for the same moment', async () => {
      const { contractId } = await created(store());
      await store().park(contractId, PARKING);
      await store().callAttention(contractId, LATER);
      const parked = await headNow(store(), contractId);
      await store().unpark(contractId, LATER);

      expect(await store().moveAttention(parked, undefined)).toBe(false);
      expect((await headNow(store(), contractId)).attentionAt).toBe(LATER);
    });

    it('does not move attention of a contract that was parked in between', async () => {
      const head = await created(store());
      await store().moveAttention(head, undefined);
      const quiet = await headNow(store(), head.contractId);
      await store().park(head.contractId, PARKING);

      expect(await store().moveAttention(quiet, LATEST)).toBe(false);
      expect((await headNow(store(), head.contractId)).attentionAt).toBeUndefined();
    });

    it('brings attention forward, never back', async () => {
      const { contractId } = await created(store());

      await store().callAttention(contractId, LATER);
      expect((await headNow(store(), contractId)).attentionAt).toBe(NOON);
      await store().callAttention(contractId, EARLY);
      expect((await headNow(store(), contractId)).attentionAt).toBe(EARLY);
      expect(await dueIn(contractId, EARLY)).toHaveLength(1);
    });

    it('lists the earliest first, and no more than was asked for', async () => {
      const ids = (await Promise.all(Array.from({ length: 9 }, () => created(store())))).map((head) => head.contractId);
      for (const [at, id] of ids.entries()) await store().callAttention(id, `1998-01-0${9 - at}T00:00:00.000Z`);

      const shards = Array.from({ length: ATTENTION_SHARDS }, (_, shard) => shard);
      const all = await Promise.all(shards.map((shard) => store().dueContracts(shard, '1998-12-31', 100)));
      const fullest = all.reduce((a, b) => (b.length > a.length ? b : a));

      expect(all.flat()).toHaveLength(9);
      expect(fullest).toEqual([...fullest].sort((a, b) => (a.attentionAt < b.attentionAt ? -1 : 1)));
      expect(await store().dueContracts(all.indexOf(fullest), '1998-12-31', 2)).toEqual(fullest.slice(0, 2));
    });

    it('refuses to move or call the attention of a contract that was never created', async () => {
      await expect(store().moveAttention(aHead(), NOON)).rejects.toThrow(UnknownError);
      await expect(store().callAttention('nobody', NOON)).rejects.toThrow(UnknownError);
    });
  });

  describe('parking', () => {
    it('takes a parked contract out of the index, and unparking puts it back', async () => {
      const head = await created(store());

      await store().park(head.contractId, PARKING);
      const { attentionAt: _attentionAt, ...quiet } = head;
      expect(await headNow(store(), head.contractId)).toEqual({ ...quiet, parked: PARKING });
      expect(await dueIn(head.contractId, LATEST)).toEqual([]);

      await store().unpark(head.contractId, LATER);
      expect(await headNow(store(), head.contractId)).toEqual({ ...head, attentionAt: LATER });
      expect(await dueIn(head.contractId, LATEST)).toHaveLength(1);
    });

    it('keeps the first reason when a contract is parked twice, and quiets it again', async () => {
      const head = await created(store());
      await store().park(head.contractId, PARKING);
      await store().appendFacts(anAppend(head));

      await store().park(head.contractId, { ...PARKING, why: 'it came to the dead letters' });

      expect((await headNow(store(), head.contractId)).parked).toEqual(PARKING);
      expect(await dueIn(head.contractId, LATEST)).toEqual([]);
    });

    it('leaves a contract that is not parked as it is when it is unparked', async () => {
      const head = await created(store());

      await store().unpark(head.contractId, LATEST);

      expect(await headNow(store(), head.contractId)).toEqual(head);
    });

    it('refuses to park a contract that was never created', async () => {
      await expect(store().park('nobody', PARKING)).rejects.toThrow(UnknownError);
      await expect(store().unpark('nobody', NOON)).rejects.toThrow(UnknownError);
    });
  });
}
