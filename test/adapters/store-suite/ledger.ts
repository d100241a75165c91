import { describe, expect, it } from 'vitest';
import { ConflictError, InvariantError, UnknownError } from '../../../shared/core/errors.ts';
import type { ContractHead, SealStatement, Store } from '../../../shared/ports/store.ts';
import { aStatement } from '../../builders/a-statement.ts';
import { aHead, aMailIntent, anEntry, aPost, aPosting, created, headNow } from '../../builders/store-records.ts';

export function describeLedger(store: () => Store): void {
  describe('posting', () => {
    it('writes entry, posting, working and intent together', async () => {
      const head = await created(store());
      const post = aPost(head);

      await store().post(post);

      expect(await store().readContract(head.contractId)).toMatchObject({
        head: { ...head, ledgerVersion: 1, entryCount: 1 },
        entries: [post.entry],
        postings: [post.posting],
        openIntents: [post.intent],
      });
      expect(await store().readWorking(head.contractId, 'working-1')).toEqual(post.working);
    });

    it('books a payment, which has neither posting nor intent', async () => {
      const head = await created(store());
      const entry = { ...anEntry(1, 'retainer/1999-04-06#1'), kind: 'payment' as const };

      await store().post({ contractId: head.contractId, ledgerVersion: 0, entry });

      const record = await store().readContract(head.contractId);
      expect(record).toMatchObject({ entries: [entry], postings: [], openIntents: [] });
    });

    it('reads entries by number and postings in the order of posting, beyond the ninth', async () => {
      const head = await posted(store(), 11);

      const record = await store().readContract(head.contractId);

      const numbers = Array.from({ length: 11 }, (_, at) => at + 1);
      expect(record?.entries.map(({ number }) => number)).toEqual(numbers);
      expect(record?.postings.map(({ revision }) => revision)).toEqual(numbers);
    });

    it('refuses to post when the ledger has moved', async () => {
      const head = await created(store());
      await store().post(aPost(head));

      await expect(store().post(aPost(head))).rejects.toThrow(ConflictError);
      expect(await headNow(store(), head.contractId)).toMatchObject({ ledgerVersion: 1, entryCount: 1 });
    });

    it('refuses an entry number with a gap', async () => {
      const head = await created(store());
      const post = aPost(head, { entry: anEntry(2, 'retainer/1999-04-06#1') });

      await expect(store().post(post)).rejects.toThrow(InvariantError);
      expect(await store().readContract(head.contractId)).toMatchObject({ entries: [], postings: [], openIntents: [] });
    });

    it('refuses a posting, a working or an intent that is written already', async () => {
      const head = await posted(store(), 1);
      const written = aPost({ ...head, entryCount: 0 });
      const next = aPost(head);

      for (const part of ['posting', 'working', 'intent'] as const) {
        const again = { ...next, [part]: written[part] };
        await expect(store().post(again), part).rejects.toThrow(InvariantError);
      }
      expect(await headNow(store(), head.contractId)).toEqual(head);
    });

    it('refuses to post to a contract that was never created', async () => {
      await expect(store().post(aPost(aHead()))).rejects.toThrow(UnknownError);
    });

    it('knows no working but by its hash', async () => {
      const head = await posted(store(), 1);

      expect(await store().readWorking(head.contractId, 'working-2')).toBeUndefined();
    });
  });

  describe('sealing', () => {
    it('writes the statement with its intents and remembers what it took', async () => {
      const head = await posted(store(), 2);
      const seal = aSeal(head);

      await store().seal(seal);

      expect(await store().readContract(head.contractId)).toMatchObject({
        head: { ...head, ledgerVersion: 3, sealedThrough: '1999-06-30', sealedEntries: 2 },
        openIntents: expect.arrayContaining([...seal.intents]) as unknown,
      });
      expect(await store().readStatement(head.contractId, '1999-06-30')).toEqual(seal.statement);
      expect(await store().readStatement(head.contractId, '1999-07-31')).toBeUndefined();
    });

    it('lists statements from the first to the last', async () => {
      const head = await posted(store(), 1);
      const [june, july] = [aStatement(), aStatement({ id: '1999-07-31', number: 2 })];
      await store().seal(aSeal(head, { statement: june }));
      await store().seal(aSeal(await headNow(store(), head.contractId), { statement: july, intents: [] }));

      expect(await store().listStatements(head.contractId)).toEqual([june, july]);
    });

    it('refuses to seal when the ledger has moved, so that nothing is sealed twice', async () => {
      const head = await posted(store(), 1);
      await store().seal(aSeal(head));

      await expect(store().seal(aSeal(head))).rejects.toThrow(ConflictError);
    });

    it('refuses a statement that is sealed already or earlier than the last one', async () => {
      const sealed = await sealedHead(store());

      for (const id of ['1999-06-30', '1999-05-31']) {
        const again = aSeal(sealed, { statement: aStatement({ id }), intents: [] });
        await expect(store().seal(again), id).rejects.toThrow(InvariantError);
      }
      expect(await headNow(store(), sealed.contractId)).toEqual(sealed);
    });

    it('refuses to take entries that are not there, or fewer than before', async () => {
      const sealed = await sealedHead(store());
      const statement = aStatement({ id: '1999-07-31' });

      for (const sealedEntries of [0, 2]) {
        const seal = aSeal(sealed, { statement, sealedEntries, intents: [] });
        await expect(store().seal(seal), String(sealedEntries)).rejects.toThrow(InvariantError);
      }
    });
  });
}

async function posted(store: Store, count: number): Promise<ContractHead> {
  let head = await created(store);
  for (let each = 1; each <= count; each += 1) {
    await store.post(aPost(head, { posting: aPosting(each) }));
    head = await headNow(store, head.contractId);
  }
  return head;
}

async function sealedHead(store: Store): Promise<ContractHead> {
  const head = await posted(store, 1);
  await store.seal(aSeal(head));
  return headNow(store, head.contractId);
}

function aSeal(head: ContractHead, changes: Partial<SealStatement> = {}): SealStatement {
  const { contractId, ledgerVersion, entryCount } = head;
  const intents = [aMailIntent('mail/client'), aMailIntent('mail/consultant', { party: 'consultant' })];
  return { contractId, ledgerVersion, statement: aStatement(), sealedEntries: entryCount, intents, ...changes };
}
