import type { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { createBell, createInboundQueue, createIntentBells } from '../../../shared/adapters/sqs/queues.ts';
import { NOON } from '../../builders/store-records.ts';

type Input = SendMessageCommand['input'];

function recordingClient(): { client: SQSClient; sent: Input[] } {
  const sent: Input[] = [];
  const send = async (command: SendMessageCommand): Promise<object> => {
    sent.push(command.input);
    return {};
  };
  // The adapter only sends, so that is all this client can do.
  return { client: { send } as unknown as SQSClient, sent };
}

const ring = { contractId: 'c-1', factSeq: 4, asOf: NOON };
const deduplicationIds = (sent: readonly Input[]) => new Set(sent.map((input) => input.MessageDeduplicationId));

describe('a ring', () => {
  it('goes to the group of its contract, in order with the rest of it', async () => {
    const { client, sent } = recordingClient();
    await createBell(client, 'https://queues.example/contract.fifo').ringContract(ring);
    expect(sent).toMatchObject([{ QueueUrl: 'https://queues.example/contract.fifo', MessageGroupId: 'c-1' }]);
    expect(JSON.parse(sent[0]?.MessageBody ?? '')).toEqual(ring);
    expect(sent[0]?.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is the same message only for the same contract, fact, moment and what it follows', async () => {
    const { client, sent } = recordingClient();
    const bell = createBell(client, 'https://queues.example/contract.fifo');
    await bell.ringContract(ring);
    await bell.ringContract({ ...ring });
    expect(deduplicationIds(sent).size).toBe(1);
    const others = [{ contractId: 'c-2' }, { factSeq: 5 }, { asOf: '1999-04-06T12:00:00.001Z' }, { after: 'entry/20' }];
    for (const other of others) await bell.ringContract({ ...ring, ...other });
    expect(deduplicationIds(sent).size).toBe(5);
  });

  it('for an intent names it, on the queue of its kind', async () => {
    const { client, sent } = recordingClient();
    const urls = {
      invoiceQueueUrl: 'https://queues.example/invoice.fifo',
      statementQueueUrl: 'https://queues.example/statement.fifo',
    };
    const bells = createIntentBells(client, urls);
    await bells.ringInvoice({ ...ring, intent: 'invoice/a#1' });
    await bells.ringStatement({ ...ring, intent: 'mail/1999-04-30/client' });
    await bells.ringInvoice({ ...ring, intent: 'invoice/b#1' });
    expect(sent.map(({ QueueUrl }) => QueueUrl?.split('/').at(-1))).toEqual([
      'invoice.fifo',
      'statement.fifo',
      'invoice.fifo',
    ]);
    expect(deduplicationIds(sent).size).toBe(3);
  });

  it('for an intent is the same message only for the same contract: retainers of many are due at one moment', async () => {
    const { client, sent } = recordingClient();
    const bells = createIntentBells(client, { invoiceQueueUrl: 'https://i', statementQueueUrl: 'https://s' });
    for (const intent of ['invoice/retainer/1999-05-06#1', 'mail/1999-04-30/client']) {
      for (const contractId of ['c-1', 'c-2', 'c-2']) await bells.ringInvoice({ ...ring, contractId, intent });
    }
    expect(deduplicationIds(sent).size).toBe(4);
  });
});

describe('the inbound queue', () => {
  it('keeps the messages of a contract in order', async () => {
    const { client, sent } = recordingClient();
    const queue = createInboundQueue(client, 'https://queues.example/inbound.fifo');
    const message = { contractId: 'c-1', messageId: 'msg_1', receivedAt: NOON, body: '{"ä":1}' };
    await queue.accept({ ...message, source: 'crm' });
    await queue.accept({ ...message, source: 'crm', receivedAt: '1999-04-06T12:00:01.000Z' });
    await queue.accept({ ...message, source: 'stripe', contractId: '' });
    expect(sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['c-1', 'c-1', 'stripe/msg_1']);
    expect(deduplicationIds(sent).size).toBe(2);
    expect(JSON.parse(sent[0]?.MessageBody ?? '')).toMatchObject({ body: '{"ä":1}', source: 'crm' });
  });

  it('lets no event of Stripe wait behind those of another customer', async () => {
    const { client, sent } = recordingClient();
    const queue = createInboundQueue(client, 'https://queues.example/inbound.fifo');
    const ofCustomer = (id: string, data: object) =>
      queue.accept({ source: 'stripe', contractId: '', messageId: id, receivedAt: NOON, body: JSON.stringify(data) });
    await ofCustomer('evt_1', { data: { object: { object: 'invoice', id: 'in_1', customer: 'cus_1' } } });
    await ofCustomer('evt_2', { data: { object: { object: 'invoice', id: 'in_2', customer: 'cus_2' } } });
    await ofCustomer('evt_3', { data: { object: { object: 'customer', id: 'cus_1' } } });
    await ofCustomer('evt_4', { data: { object: { object: 'refund', id: 're_1', payment_intent: 'pi_1' } } });
    expect(sent.map(({ MessageGroupId }) => MessageGroupId)).toEqual([
      'stripe/cus_1',
      'stripe/cus_2',
      'stripe/cus_1',
      'stripe/evt_4',
    ]);
  });

  it('says by code that the write failed, so that the sender tries again', async () => {
    const down = { send: () => Promise.reject(new Error('secret detail')) } as unknown as SQSClient;
    const queue = createInboundQueue(down, 'https://queues.example/inbound.fifo');
    const message = { source: 'crm', contractId: 'c-1', messageId: 'm', receivedAt: NOON, body: '' } as const;
    await expect(queue.accept(message)).rejects.toMatchObject({
      code: 'dependency.failed',
      retryable: true,
      message: expect.not.stringContaining('secret detail'),
    });
  });
});
