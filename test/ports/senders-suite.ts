import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createBell,
  createInboundQueue,
  createIntentBells,
  createReconcileBells,
} from '../../shared/adapters/sqs/queues.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';
import type { Handed } from './queue-suite.ts';

/** FIFO queues of these names, and a client with which the real adapters send to them. */
export const SENT_TO = ['contract', 'invoice', 'statement', 'inbound', 'reconcile'] as const;
export type SentTo = (typeof SENT_TO)[number];

export interface OpenedService {
  readonly client: SQSClient;
  urlOf(queue: SentTo): string;
  /** Takes whatever has come to a queue since. */
  take(queue: SentTo): Promise<readonly Pick<Handed, 'body' | 'group'>[]>;
  close(): Promise<void>;
}

const NOON = '1999-04-06T12:00:00.000Z';
const message = (changes: Partial<InboundMessage> = {}): InboundMessage => ({
  source: 'crm',
  contractId: 'c-1',
  messageId: 'msg_1',
  receivedAt: NOON,
  body: '{"a":1}',
  ...changes,
});

/** Groups come in any order. */
function inOrder(taken: readonly unknown[]): string[] {
  return taken.map((one) => JSON.stringify(one)).toSorted();
}

/** The one suite of bells and of the inbound queue: the real adapters over the model of SQS, and over the local system's. */
export function describeSenders(name: string, open: () => Promise<OpenedService>): void {
  describe(name, () => {
    let opened: OpenedService;
    let run = 0;
    beforeAll(async () => {
      opened = await open();
    });
    beforeEach(() => {
      run += 1;
    });
    afterAll(() => opened.close());

    /** The same in no other test, as a queue remembers what it has swallowed. */
    const aRing = (contractId = 'c-1') => ({ contractId, factSeq: run, asOf: NOON });
    const urls = () => ({ invoiceQueueUrl: opened.urlOf('invoice'), statementQueueUrl: opened.urlOf('statement') });

    it('brings a ring to the group of its contract as it was rung, once, and again for what follows it', async () => {
      const bell = createBell(opened.client, opened.urlOf('contract'));
      await bell.ringContract(aRing());
      await bell.ringContract(aRing());
      await bell.ringContract({ ...aRing(), after: 'entry/4' });
      const taken = await opened.take('contract');
      expect(taken.map(({ body, group }) => [group, JSON.parse(body)])).toEqual([
        ['c-1', aRing()],
        ['c-1', { ...aRing(), after: 'entry/4' }],
      ]);
    });

    it('brings the intents of two contracts, though they have one name and one moment', async () => {
      const bells = createIntentBells(opened.client, urls());
      for (const contractId of ['c-1', 'c-2', 'c-1']) {
        await bells.ringInvoice({ ...aRing(contractId), intent: 'invoice/retainer/1999-04-06#1' });
        await bells.ringStatement({ ...aRing(contractId), intent: 'mail/1999-04-30/client' });
      }
      for (const queue of ['invoice', 'statement'] as const) {
        expect((await opened.take(queue)).map(({ group }) => group).toSorted()).toEqual(['c-1', 'c-2']);
      }
    });

    it('brings a webhook with its body to the letter, a repeat of it once, and another body under its id too', async () => {
      const inbound = createInboundQueue(opened.client, opened.urlOf('inbound'));
      const body = `{"text":"Réserve 第二 ☂ \u{1f9fe} \uFFFE \uFFFF \u0000"}`;
      const messageId = `msg_${run}`;
      await inbound.accept(message({ messageId, body }));
      await inbound.accept(message({ messageId, body, receivedAt: '1999-04-06T12:00:09.000Z' }));
      await inbound.accept(message({ messageId, body: '{}' }));
      await inbound.accept(message({ messageId, body, source: 'stripe', contractId: '' }));
      const taken = (await opened.take('inbound')).map(({ body: text, group }) => [
        group.replace(/^stripe.*/, 'a group of Stripe'),
        JSON.parse(text).body,
      ]);
      expect(inOrder(taken)).toEqual(
        inOrder([
          ['c-1', body],
          ['c-1', '{}'],
          ['a group of Stripe', body],
        ]),
      );
    });

    it('brings what SES said to the group of its contract', async () => {
      const inbound = createInboundQueue(opened.client, opened.urlOf('inbound'));
      const word = { source: 'ses', contractId: 'c-1', messageId: `ses_${run}`, receivedAt: NOON, body: '{}' } as const;
      await inbound.accept(word);
      const taken = await opened.take('inbound');
      expect(taken.map(({ body, group }) => [group, JSON.parse(body)])).toEqual([['c-1', word]]);
    });

    it('says by code that a message which no queue takes was not taken', async () => {
      const inbound = createInboundQueue(opened.client, opened.urlOf('inbound'));
      await expect(inbound.accept(message({ body: 'x'.repeat(1_048_576) }))).rejects.toMatchObject({
        code: 'dependency.failed',
        retryable: true,
      });
      expect(await opened.take('inbound')).toEqual([]);
    });

    it('brings the contracts of a run, more than one call carries, each to its own group and once a run', async () => {
      const bells = createReconcileBells(opened.client, opened.urlOf('reconcile'));
      const start = { run: `run-${run}`, asOf: NOON, mode: 'daily', by: 'schedule' } as const;
      const rings = Array.from({ length: 23 }, (_, index) => {
        return { contractId: `c-${index}`, run: start.run, asOf: NOON, mode: 'daily', customers: ['cus_1'] } as const;
      });
      await bells.ringStart(start);
      await bells.ringReconcile(rings);
      await bells.ringReconcile(rings.slice(0, 12));
      const taken = (await opened.take('reconcile')).map(({ body, group }) => [group, JSON.parse(body)]);
      expect(inOrder(taken)).toEqual(inOrder([['start', start], ...rings.map((ring) => [ring.contractId, ring])]));
    });

    it('says that nothing was taken for a queue that is not there', async () => {
      const bell = createBell(opened.client, opened.urlOf('contract').replace('contract', 'no-such'));
      await expect(bell.ringContract(aRing())).rejects.toMatchObject({ code: 'dependency.failed' });
    });
  });
}
