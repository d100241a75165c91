import * as z from 'zod';

import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedQueue, DeployedTopic } from './deployed-system.ts';
import { attributeOf, physicalName, referenceTo } from './physical-names.ts';
import { readResources } from './read-resource.ts';
import type { Resolver } from './resolver.ts';

const queueProperties = z.strictObject({
  FifoQueue: z.boolean().default(false),
  ContentBasedDeduplication: z.boolean().optional(),
  DeduplicationScope: z.string().optional(),
  FifoThroughputLimit: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  VisibilityTimeout: z.number().default(30),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
});

const ignoredOfQueues = ['QueueName', 'Tags', 'SqsManagedSseEnabled', 'RedriveAllowPolicy', 'MaximumMessageSize'];

/** Reads the queues; dead-letter targets must be queues of the template of the same kind. */
export function readQueues(resolver: Resolver): DeployedQueue[] {
  const queues = readResources(resolver, 'AWS::SQS::Queue', queueProperties, ignoredOfQueues);
  const arns = new Map(
    queues.map(({ logicalId, properties }) => [
      attributeOf(resolver, logicalId, 'Arn', logicalId),
      properties.FifoQueue,
    ]),
  );
  return queues.map(({ logicalId, properties }) => {
    const deadLetters = properties.RedrivePolicy?.deadLetterTargetArn;
    if (deadLetters !== undefined && arns.get(deadLetters) !== properties.FifoQueue) {
      throw new AssemblyError(`${logicalId}.RedrivePolicy: ${deadLetters} is no queue of the same kind.`);
    }
    return {
      name: physicalName(resolver, logicalId),
      arn: attributeOf(resolver, logicalId, 'Arn', logicalId),
      fifo: properties.FifoQueue,
      attributes: queueAttributes(properties),
    };
  });
}

function queueAttributes({ FifoQueue: fifo, ...properties }: z.infer<typeof queueProperties>): Record<string, string> {
  const attributes = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
  return Object.fromEntries(fifo ? [...attributes, ['FifoQueue', 'true']] : attributes);
}

const topicProperties = z.strictObject({ FifoTopic: z.literal(false).optional() });

const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: z.boolean().default(false),
});

/** Reads the topics with the queues that they deliver to; a subscription by e-mail is not followed locally. */
export function readTopics(resolver: Resolver): DeployedTopic[] {
  const ignored = ['TopicName', 'DisplayName', 'Tags', 'KmsMasterKeyId'];
  const subscriptions = readResources(resolver, 'AWS::SNS::Subscription', subscriptionProperties);
  const unknown = subscriptions.find(({ properties }) => !['sqs', 'email'].includes(properties.Protocol));
  if (unknown !== undefined) {
    throw new AssemblyError(`${unknown.logicalId}.Protocol: ${unknown.properties.Protocol} is not supported locally.`);
  }
  return readResources(resolver, 'AWS::SNS::Topic', topicProperties, ignored).map(({ logicalId }) => {
    const arn = referenceTo(resolver, logicalId, logicalId);
    return {
      name: physicalName(resolver, logicalId),
      arn,
      queueSubscriptions: subscriptions
        .filter(({ properties }) => properties.TopicArn === arn && properties.Protocol === 'sqs')
        .map(({ properties }) => ({ queueArn: properties.Endpoint, rawDelivery: properties.RawMessageDelivery })),
    };
  });
}
