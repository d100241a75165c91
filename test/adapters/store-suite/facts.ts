import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConflictError, InvariantError, UnknownError } from '../../../shared/core/errors.ts';
import type { Store } from '../../../shared/ports/store.ts';
import {
  aFact,
  aHead,
  aMailIntent,
  aMessage,
  anAppend,
  aPayment,
  aPost,
  created,
  headNow,
  LATER,
  someTerms,
} from '../../builders/store-records.ts';

export function describeFacts(store: () => Store): void {
  describe('facts', () => {
    it('numbers facts without gaps and calls for attention in the same write', async () => {
      const head = await created(store());
      const facts = [aFact(), aPayment()];

      const appended = await store().appendFacts(anAppend(head, { facts }));

      const record = await store().readContract(head.contractId);
      expect(appended).toEqual({ outcome: 'recorded', factSeq: 3 });
      expect(record?.head).toEqual({ ...head, factSeq: 3, attentionAt: LATER });
      expect(record?.facts.slice(1)).toEqual(facts.map((fact, at) => ({ ...fact, seq: at + 2, recordedAt: LATER })));
    });

    it('refuses facts when the contract has moved', async () => {
      const head = await created(store());
      await store().appendFacts(anAppend(head));

      await expect(store().appendFacts(anAppend(head))).rejects.toThrow(ConflictError);
      expect((await headNow(store(), head.contractId)).factSeq).toBe(2);
    });

    it('answers known for a fact that is recorded already, and writes nothing', async () => {
      const head = await created(store());
      const fact = aFact();
      await store().appendFacts(anAppend(head, { facts: [fact] }));
      const before = await store().readContract(head.contractId);

      const again = anAppend(head, { factSeq: 2, facts: [aFact(), fact], recordedAt: '1999-12-31T00:00:00.000Z' });

      expect(await store().appendFacts(again)).toEqual({ outcome: 'known', factSeq: 2 });
      expect(await store().readContract(head.contractId)).toEqual(before);
    });

    it('answers known rather than conflict when the other writer recorded the same fact', async () => {
      const head = await created(store());
      const append = anAppend(head);
      await store().appendFacts(append);
      await store().appendFacts(anAppend(head, { factSeq: 2 }));

      expect(await store().appendFacts(append)).toEqual({ outcome: 'known', factSeq: 3 });
    });

    it('tells which fact ids are recorded', async () => {
      const head = await created(store(), { facts: [aFact('first'), aFact('second')] });

      const known = await store().knownFactIds(head.contractId, ['first', 'third', 'second', 'first']);

      expect(known).toEqual(new Set(['first', 'second']));
    });

    it('records a fact whose id is longer than a key may be', async () => {
      const head = await created(store());
      const [id, other] = [`${'x'.repeat(3_000)}1`, `${'x'.repeat(3_000)}2`];

      await store().appendFacts(anAppend(head, { facts: [aFact(id)] }));

      expect(await store().knownFactIds(head.contractId, [id, other])).toEqual(new Set([id]));
    });

    it('finds a closing by its alias', async () => {
      const head = await created(store());
      const aliases = [{ alias: 'crm/D-1', closing: 'closing-0001' }];

      await store().appendFacts(anAppend(head, { aliases }));
      await store().appendFacts(anAppend(head, { factSeq: 2, aliases }));

      expect(await store().closingOfAlias(head.contractId, 'crm/D-1')).toBe('closing-0001');
      expect(await store().closingOfAlias(head.contractId, 'crm/D-2')).toBeUndefined();
    });

    it('refuses to give an alias to a second closing', async () => {
      const head = await created(store(), { aliases: [{ alias: 'crm/D-1', closing: 'closing-0001' }] });

      const append = anAppend(head, { aliases: [{ alias: 'crm/D-1', closing: 'closing-0002' }] });

      await expect(store().appendFacts(append)).rejects.toThrow(ConflictError);
      expect(await store().closingOfAlias(head.contractId, 'crm/D-1')).toBe('closing-0001');
    });

    it('writes new terms, the message and an intent together with the facts', async () => {
      const head = await created(store());
      const message = aMessage();
      await store().keepMessage(message);
      const post = aPost(head);
      await store().post(post);
      const intent = { ...aMailIntent(`invoice/${post.posting?.id}`), note: 'decided' };

      const terms = someTerms({ version: 2, effectiveOn: '1999-05-01' });
      const inbox = { inboxId: message.inboxId, state: 'applied' as const };
      await store().appendFacts(anAppend(head, { terms, inbox, intents: [intent] }));

      const record = await store().readContract(head.contractId);
      expect(record?.terms).toEqual([someTerms(), terms]);
      expect(record?.openIntents).toEqual([{ ...intent, revision: 2 }]);
      expect(await store().readMessage(message.inboxId)).toEqual({ ...message, state: 'applied' });
    });

    it('writes none of it when one part is refused', async () => {
      const head = await created(store());
      const message = aMessage();
      await store().keepMessage(message);
      const before = await store().readContract(head.contractId);

      const inbox = { inboxId: message.inboxId, state: 'applied' as const };
      const stale = anAppend(head, { inbox, terms: someTerms({ version: 2 }), intents: [aMailIntent('mail/none')] });

      await expect(store().appendFacts(stale)).rejects.toThrow(UnknownError);
      expect(await store().readContract(head.contractId)).toEqual(before);
      expect(await store().readMessage(message.inboxId)).toEqual(message);
    });

    it('writes intents that the facts bring about with them, once, and none when the facts are refused', async () => {
      const head = await created(store());
      const intent = aMailIntent('mail/new');
      await store().appendFacts(anAppend(head, { newIntents: [intent] }));
      expect(await store().readIntent(head.contractId, intent.id)).toEqual(intent);
      expect((await store().readContract(head.contractId))?.openIntents).toEqual([intent]);

      const now = await headNow(store(), head.contractId);
      await expect(store().appendFacts(anAppend(now, { newIntents: [intent] }))).rejects.toThrow(InvariantError);
      const stale = anAppend(head, { newIntents: [aMailIntent('mail/other')] });
      await expect(store().appendFacts(stale)).rejects.toThrow(ConflictError);
      expect(await store().readIntent(head.contractId, 'mail/other')).toBeUndefined();
    });

    it('keeps the first customer of a contract, until it is replaced by name', async () => {
      const { contractId } = await created(store());
      expect(await store().saveCustomer(contractId, 'cus_1')).toBe('saved');
      expect(await store().saveCustomer(contractId, 'cus_2')).toBe('known');
      expect(await store().saveCustomer(contractId, 'cus_2', 'cus_9')).toBe('known');
      expect(await store().readCustomer(contractId)).toBe('cus_1');
      expect(await store().saveCustomer(contractId, 'cus_2', 'cus_1')).toBe('saved');
      expect(await store().readCustomer(contractId)).toBe('cus_2');
    });

    it('refuses terms whose version exists', async () => {
      const head = await created(store());

      await expect(store().appendFacts(anAppend(head, { terms: someTerms() }))).rejects.toThrow(ConflictError);
    });

    it('refuses facts of a contract that was never created', async () => {
      await expect(store().appendFacts(anAppend(aHead()))).rejects.toThrow(UnknownError);
    });

    it('refuses a message that is not in the inbox', async () => {
      const head = await created(store());
      const inbox = { inboxId: `crm/${randomUUID()}`, state: 'applied' as const };

      await expect(store().appendFacts(anAppend(head, { inbox }))).rejects.toThrow(UnknownError);
    });

    it('refuses the same fact id twice in one write, and more than a transaction should hold', async () => {
      const head = await created(store());
      const twice = [aFact('twice'), aFact('twice')];
      const many = Array.from({ length: 30 }, () => aFact());

      await expect(store().appendFacts(anAppend(head, { facts: twice }))).rejects.toThrow(InvariantError);
      await expect(store().appendFacts(anAppend(head, { facts: many }))).rejects.toThrow(InvariantError);
    });
  });
}
