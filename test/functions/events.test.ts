import type { APIGatewayProxyEventV2, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { adoptRequest, readRequest, switchRequest } from '../../functions/api/event.ts';
import { deadLetterOf } from '../../functions/park-contract/event.ts';
import { contractIdOf } from '../../functions/receive-crm-webhook/event.ts';
import { eventIdOf } from '../../functions/receive-stripe-webhook/event.ts';
import { readMessage } from '../../shared/adapters/sqs/read-message.ts';
import { workingAddressOf } from '../../functions/show-working/event.ts';
import { scheduledAtOf } from '../../shared/runtime/scheduled-event.ts';
import { NOON } from '../builders/store-records.ts';

/** Only what the readers look at. */
const requestWith = (pathParameters?: Record<string, string>) =>
  ({ pathParameters }) as unknown as APIGatewayProxyEventV2;
const recordWith = (body: string) =>
  ({
    body,
    messageId: 'm-1',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:contract-dead.fifo',
    attributes: { SentTimestamp: '923400000000' },
  }) as unknown as SQSRecord;

describe('receive-crm-webhook', () => {
  it.each(['auxer-pmr-1999', 'a', '0'])('takes the contract %j from the address', (contractId) => {
    expect(contractIdOf(requestWith({ contractId }))).toBe(contractId);
  });

  it.each(['', 'A', 'a--b', '-a', 'a/b', '../a', 'a'.repeat(61), 'a\n'])('refuses %j', (contractId) => {
    expect(contractIdOf(requestWith({ contractId }))).toBeUndefined();
  });

  it('refuses an address without one', () => {
    expect(contractIdOf(requestWith())).toBeUndefined();
  });
});

describe('receive-stripe-webhook', () => {
  it('knows an event by its own id', () => {
    expect(eventIdOf(Buffer.from('{\n  "id": "evt_1ABC",\n  "object": "event"}'))).toBe('evt_1ABC');
  });

  it('knows a body without one by its hash', () => {
    const [one, other] = [eventIdOf(Buffer.from('{}')), eventIdOf(Buffer.from('[]'))];
    expect(one).toMatch(/^sha256-44136fa3/); // SHA-256 of {}
    expect(other).not.toBe(one);
  });
});

const sns = (event: object) => recordWith(JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) }));

describe('record-facts', () => {
  const inbound = { source: 'crm', contractId: 'c', messageId: 'm', receivedAt: NOON, body: '{}' };
  const mail = {
    messageId: 'ses-1',
    timestamp: '1999-05-01T12:00:00Z',
    tags: { contract: ['c'], statement: ['1999-04-30'], party: ['client'], attempt: ['2'], 'ses:caller': ['x'] },
  };

  it('reads a webhook as its receiver left it', () => {
    expect(readMessage(recordWith(JSON.stringify(inbound)))).toEqual({ kind: 'inbound', inbound });
  });

  it('reads what SES said, handed on as it is kept, as it read it the first time', () => {
    const event = { eventType: 'Bounce', mail };
    const kept = { source: 'ses', contractId: 'c', messageId: 'ses-1', receivedAt: NOON, body: JSON.stringify(event) };
    expect(readMessage(recordWith(JSON.stringify(kept)))).toEqual(readMessage(sns(event)));
  });

  it.each([
    ['Send', 'sent'],
    ['Delivery', 'delivered'],
    ['Bounce', 'bounced'],
    ['Complaint', 'complained'],
    ['Reject', 'rejected'],
    ['Rendering Failure', 'rejected'],
  ])('reads %s of SES as %s', (eventType, event) => {
    expect(readMessage(sns({ eventType, mail }))).toMatchObject({
      kind: 'mail',
      report: {
        contractId: 'c',
        statement: '1999-04-30',
        party: 'client',
        attempt: 2,
        event,
        happenedAt: '1999-05-01T12:00:00.000Z',
      },
    });
  });

  it('reads what became of a notice, by its own id', () => {
    const { statement: _, ...tags } = mail.tags;
    const notice = Buffer.from('introduction/intro-0001').toString('base64url');
    const event = { eventType: 'Delivery', mail: { ...mail, tags: { ...tags, notice: [notice] } } };
    expect(readMessage(sns(event))).toMatchObject({
      kind: 'mail',
      report: { notice: 'introduction/intro-0001', party: 'client', event: 'delivered' },
    });
  });

  it.each([
    ['an event that says nothing to record', { eventType: 'Open', mail }],
    ['a mail that is not a statement', { eventType: 'Send', mail: { ...mail, tags: {} } }],
    ['a party that is neither', { eventType: 'Send', mail: { ...mail, tags: { ...mail.tags, party: ['both'] } } }],
  ])('passes over %s', (_what, event) => {
    expect(readMessage(sns(event))).toHaveProperty('kind', 'not-ours');
  });

  it('throws at what no function of ours wrote, so that it becomes a dead letter', () => {
    expect(() => readMessage(recordWith('{"source":"fax"}'))).toThrow();
    expect(() => readMessage(recordWith('x'))).toThrow();
  });
});

describe('park-contract', () => {
  it('names the queue, the contract and the moment of a ring', () => {
    expect(deadLetterOf(recordWith(JSON.stringify({ contractId: 'c', asOf: NOON })))).toEqual({
      queue: 'contract-dead.fifo',
      messageId: 'm-1',
      contractId: 'c',
      at: NOON,
      body: `{"contractId":"c","asOf":"${NOON}"}`,
    });
  });

  it('takes a webhook and a word of SES as the inbox keeps them, and a ring for neither', () => {
    const webhook = { source: 'crm', contractId: 'c', messageId: 'msg_1', receivedAt: NOON, body: '{}' };
    expect(deadLetterOf(recordWith(JSON.stringify(webhook))).message).toMatchObject({
      inboxId: 'crm/c/msg_1',
      envelope: { contractId: 'c', messageId: 'msg_1' },
      state: 'received',
    });
    const tags = { contract: ['c'], statement: ['1999-04-30'], party: ['client'], attempt: ['1'] };
    const event = { eventType: 'Bounce', mail: { messageId: 'ses-1', timestamp: NOON, tags } };
    expect(deadLetterOf(sns(event)).message).toMatchObject({ inboxId: 'ses/ses-1/bounced', source: 'ses' });
    expect(deadLetterOf(sns({ ...event, mail: { ...event.mail, timestamp: 'soon' } })).message).toBeUndefined();
    expect(
      deadLetterOf(recordWith(JSON.stringify({ contractId: 'c', factSeq: 1, asOf: NOON }))).message,
    ).toBeUndefined();
  });

  it('takes the moment of an inbound message', () => {
    expect(deadLetterOf(recordWith(JSON.stringify({ contractId: '', receivedAt: NOON })))).toMatchObject({
      contractId: undefined,
      at: NOON,
    });
  });

  it.each(['x', '', 'null', '[]', '{"contractId":5,"asOf":"soon"}', '{"asOf":"1999-13-01T00:00:00.000Z"}'])(
    'relies on nothing in %j',
    (body) => {
      expect(deadLetterOf(recordWith(body))).toMatchObject({
        contractId: undefined,
        at: '1999-04-06T12:00:00.000Z',
        body,
      });
    },
  );
});

describe('show-working', () => {
  const workingHash = 'ab'.repeat(32);

  it('takes a contract and a whole hash, and nothing less', () => {
    expect(workingAddressOf(requestWith({ contractId: 'c', workingHash }))).toEqual({ contractId: 'c', workingHash });
    expect(workingAddressOf(requestWith({ contractId: 'c', workingHash: workingHash.slice(1) }))).toBeUndefined();
    expect(workingAddressOf(requestWith({ contractId: 'c', workingHash: workingHash.toUpperCase() }))).toBeUndefined();
    expect(workingAddressOf(requestWith({ workingHash }))).toBeUndefined();
  });
});

describe('sweep', () => {
  it('takes the moment for which it was scheduled, to the millisecond', () => {
    expect(scheduledAtOf({ scheduledAt: '1999-04-06T12:00:00Z' })).toBe(NOON);
  });

  it.each([{}, null, { scheduledAt: 'now' }, { scheduledAt: 5 }])('refuses %j', (event) => {
    expect(() => scheduledAtOf(event)).toThrow();
  });
});

const request = (body: string) => new Request('https://tallystick.example/api', { method: 'POST', body });

describe('the api', () => {
  it('reads a request by its schema', async () => {
    const body = '{"action":"stop","by":" Eugene ","why":"drill"}';
    expect(await readRequest(request(body), switchRequest)).toEqual({
      action: 'stop',
      by: 'Eugene',
      why: 'drill',
    });
  });

  it('tells every mistake at once', async () => {
    await expect(readRequest(request('{"action":"halt","by":""}'), switchRequest)).rejects.toMatchObject({
      problems: [{ field: 'action' }, { field: 'by' }, { field: 'why' }],
    });
    await expect(
      readRequest(request('{"file":{},"by":"x","effectiveOn":"1999-02-30"}'), adoptRequest),
    ).rejects.toMatchObject({
      problems: [{ field: 'effectiveOn', found: '"1999-02-30"', allowed: 'a date that exists, as YYYY-MM-DD' }],
    });
  });

  it('tells that a body is no JSON', async () => {
    await expect(readRequest(request('x'), switchRequest)).rejects.toMatchObject({ problems: [{ field: '(body)' }] });
  });
});
