import { describe, expect, it } from 'vitest';
import { ASKING } from '../../shared/adapters/dynamodb/client.ts';
import { ANSWER_MILLISECONDS } from '../../shared/adapters/stripe/stripe-invoicer.ts';
import { aTallystickStack, synthesised } from '../infra/synthesised-stack.ts';
import { PATIENCE } from './faults.ts';
import { MOST_RECEIVES, QUEUES, TIMEOUTS, VISIBILITY_FACTOR } from './limits.ts';
import { DEDUPLICATION, RETENTION } from './queue-model.ts';
import { MINUTE, SECOND } from './virtual-time.ts';

const template = synthesised(aTallystickStack());

/** `mail-events` is `MailEvents` in the template. */
const inTemplate = (name: string): string =>
  name.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
const nameOf = (properties: Record<string, unknown>): unknown =>
  Reflect.get(Object(Reflect.get(Object(properties['Environment']), 'Variables')), 'POWERTOOLS_SERVICE_NAME');
const functionNamed = (name: string): Record<string, unknown> | undefined =>
  template.ofType('AWS::Lambda::Function').find(({ Properties }) => nameOf(Properties) === name)?.Properties;
const consumerOf = (queue: string): unknown => {
  const source = template
    .ofType('AWS::Lambda::EventSourceMapping')
    .find(({ Properties }) => template.asText(Properties['EventSourceArn']) === `<${queue}>`);
  if (source === undefined) return undefined;
  return nameOf(template.at(template.asText(source.Properties['FunctionName']).slice(1, -1)).Properties);
};

describe('what the simulator believes of the deployment is what is deployed', () => {
  it.each(Object.entries(TIMEOUTS))('%s has %i ms', (name, milliseconds) => {
    const deployed = name === 'receive-webhook' ? ['receive-crm-webhook', 'receive-stripe-webhook'] : [name];
    for (const one of deployed) expect(functionNamed(one), one).toMatchObject({ Timeout: milliseconds / SECOND });
  });

  it.each(Object.entries(QUEUES))(
    'the queue %s: its kind, its consumer, and when it hands out again',
    (name, queue) => {
      const path = `Queues/${inTemplate(name)}/Queue`;
      const { Properties } = template.at(path);
      expect(consumerOf(path)).toBe(queue.consumer);
      expect(Properties).toMatchObject({
        VisibilityTimeout: (VISIBILITY_FACTOR * TIMEOUTS[queue.consumer]) / SECOND,
        MessageRetentionPeriod: RETENTION / SECOND,
        RedrivePolicy: { maxReceiveCount: MOST_RECEIVES },
      });
      expect(Properties['FifoQueue'] === true).toBe(queue.kind === 'fifo');
    },
  );

  it.each(Object.entries(QUEUES))(
    'the dead letters of %s: as many kinds, one consumer, nothing behind it',
    (name, { kind }) => {
      const path = `Queues/${inTemplate(name)}/DeadLetters`;
      const { Properties } = template.at(path);
      expect(consumerOf(path)).toBe('park-contract');
      expect(Properties).toMatchObject({
        VisibilityTimeout: (VISIBILITY_FACTOR * TIMEOUTS['park-contract']) / SECOND,
        MessageRetentionPeriod: RETENTION / SECOND,
      });
      expect(Properties).not.toHaveProperty('RedrivePolicy');
      expect(Properties['FifoQueue'] === true).toBe(kind === 'fifo');
    },
  );

  it('has every queue, but for the one of mails that come in', () => {
    const deployed = template.ofType('AWS::SQS::Queue').filter(({ Properties }) => 'RedrivePolicy' in Properties);
    expect(deployed).toHaveLength(Object.keys(QUEUES).length + 1);
  });

  it('swallows the same message for five minutes, as SQS documents', () => {
    expect(DEDUPLICATION).toBe(5 * MINUTE);
  });
});

describe('who waits for an answer in the simulator waits as long as the real client, or longer', () => {
  it('for Stripe', () => {
    expect(PATIENCE).toBeGreaterThan(ANSWER_MILLISECONDS);
  });

  it('for the table, all its attempts together', () => {
    expect(PATIENCE).toBeGreaterThan(ASKING.attempts * (ASKING.toConnect + ASKING.toAnswer));
  });
});
