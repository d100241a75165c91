import { describe, expect, it } from 'vitest';
import { deadLetterOf } from '../../functions/park-contract/event.ts';
import { readCrmEvent } from '../../shared/adapters/crm/standard-webhooks/read-event.ts';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { recordInbound } from '../../shared/app/record-inbound.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import type { InboundMessage } from '../../shared/ports/inbound.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { aWorld, contractOf, emptyWorld, type World } from '../builders/a-world.ts';
import { crmBody, crmMessage, stripeMessage } from '../builders/crm-message.ts';
import { noon } from '../builders/facts.ts';

const receive = (world: World, message: InboundMessage) => recordInbound({ ...world, readCrmEvent }, message);

describe('a closing from the CRM', () => {
  it('with a time in the future is set aside, as no later correction would count against it', async () => {
    const world = await aWorld();
    const message = crmMessage(crmBody({}, 'funding.closed', '2099-06-15'), { receivedAt: noon('1999-06-15') });
    expect(await receive(world, message)).toBe('set-aside');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      type: 'MessageSetAside',
      data: { problems: [{ field: 'timestamp' }] },
    });
  });

  it('that came before the contract was adopted is taken when it is sent again', async () => {
    const world = emptyWorld();
    const message = crmMessage(crmBody());
    expect(await receive(world, message)).toBe('set-aside');
    await adoptContract(world, { file: contractFile1999(), by: 'Eugene Chiaramonte', now: DAY_ONE, salt: '5a17' });
    expect(await receive(world, message)).toBe('applied');
    expect(await receive(world, message)).toBe('known');
  });
});

it('passes over an event about an invoice that is not at Stripe any more', async () => {
  const world = await aWorld();
  const message = stripeMessage('in_deleted', '1999-06-15');
  expect(await receive(world, message)).toBe('ignored');
});

it('does not pass over an event while Stripe cannot be asked', async () => {
  const world = await aWorld();
  const down = new DependencyError('Stripe', 'It cannot be reached.', { retryable: true, details: { status: 0 } });
  const invoicer = { ...world.invoicer, readInvoice: () => Promise.reject(down) };
  await expect(recordInbound({ ...world, readCrmEvent, invoicer }, stripeMessage('in_1', '1999-06-15'))).rejects.toBe(
    down,
  );
});

it.each(['now', '', '1999-06-15'])('dates a dead letter by its queue when it names no moment itself: %j', (asOf) => {
  const record = {
    messageId: 'm',
    eventSourceARN: 'arn:aws:sqs:us-east-1:1:contract.fifo',
    attributes: { SentTimestamp: String(Date.parse('1999-06-15T16:00:00Z')) },
    body: JSON.stringify({ contractId: 'c', asOf }),
  };
  expect(deadLetterOf(record as Parameters<typeof deadLetterOf>[0]).at).toBe('1999-06-15T16:00:00.000Z');
});
