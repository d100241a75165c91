import * as z from 'zod';

import { AssemblyError } from './cloud-assembly.ts';
import type { DeployedMail, DeployedReceiptRule, DeployedTable } from './deployed-system.ts';
import { attributeOf, physicalName, referenceTo } from './physical-names.ts';
import { readResources } from './read-resource.ts';
import type { Resolver } from './resolver.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const tableProperties = z.strictObject({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.string() })),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
      }),
    )
    .optional(),
  Replicas: z
    .array(z.looseObject({ DeletionProtectionEnabled: z.boolean().default(false) }))
    .length(1, 'the local system runs a table with exactly one replica'),
});

/** Reads the one table of the template, as CreateTable takes it. */
export function readTable(resolver: Resolver): DeployedTable {
  const tables = readResources(resolver, 'AWS::DynamoDB::GlobalTable', tableProperties, [
    'TableName',
    'SSESpecification',
  ]);
  const [table] = tables;
  if (table === undefined || tables.length > 1) {
    throw new AssemblyError(`The template has ${tables.length} tables; the local system runs exactly one.`);
  }
  const { Replicas: replicas, ...stated } = table.properties;
  const name = physicalName(resolver, table.logicalId);
  const deletionProtection = replicas.some((replica) => replica.DeletionProtectionEnabled);
  return {
    name,
    arn: attributeOf(resolver, table.logicalId, 'Arn', table.logicalId),
    deletionProtection,
    createTableInput: { TableName: name, ...stated, DeletionProtectionEnabled: deletionProtection },
  };
}

const secretProperties = z.strictObject({ Name: z.string() });

/** Reads the names of the secrets; their values are never in the template. */
export function readSecretNames(resolver: Resolver): string[] {
  const ignored = ['Description', 'GenerateSecretString', 'SecretString', 'Tags', 'KmsKeyId'];
  return readResources(resolver, 'AWS::SecretsManager::Secret', secretProperties, ignored).map(
    ({ properties }) => properties.Name,
  );
}

const eventDestinationProperties = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.strictObject({
    Name: z.string().optional(),
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.strictObject({ TopicARN: z.string() }),
  }),
});

const bucketProperties = z.strictObject({
  PublicAccessBlockConfiguration: z.strictObject({
    BlockPublicAcls: z.literal(true),
    BlockPublicPolicy: z.literal(true),
    IgnorePublicAcls: z.literal(true),
    RestrictPublicBuckets: z.literal(true),
  }),
});

/** Reads the buckets; how long objects live, and that they are encrypted, is left to AWS. */
export function readBuckets(resolver: Resolver): string[] {
  const ignored = ['BucketName', 'BucketEncryption', 'LifecycleConfiguration', 'OwnershipControls', 'Tags'];
  return readResources(resolver, 'AWS::S3::Bucket', bucketProperties, [...ignored, 'VersioningConfiguration']).map(
    ({ logicalId }) => referenceTo(resolver, logicalId, logicalId),
  );
}

const receiptRuleProperties = z.strictObject({
  RuleSetName: z.string(),
  Rule: z.strictObject({
    Enabled: z.literal(true),
    Recipients: z.array(z.string()).min(1),
    ScanEnabled: z.boolean().default(false),
    TlsPolicy: z.enum(['Optional', 'Require']).default('Optional'),
    Actions: z.tuple([
      z.strictObject({
        S3Action: z.strictObject({
          BucketName: z.string(),
          ObjectKeyPrefix: z.string().default(''),
          TopicArn: z.string(),
        }),
      }),
    ]),
  }),
});

/** Reads what SES does with mail that comes in. */
export function readReceiptRules(resolver: Resolver): DeployedReceiptRule[] {
  return readResources(resolver, 'AWS::SES::ReceiptRule', receiptRuleProperties).map(({ logicalId, properties }) => {
    const { Recipients: recipients, ScanEnabled: scans, Actions: actions } = properties.Rule;
    const { BucketName: bucket, ObjectKeyPrefix: keyPrefix, TopicArn: topicArn } = actions[0].S3Action;
    return { name: logicalId, recipients, bucket, keyPrefix, topicArn, scans };
  });
}

/** Reads what SES is set up with. */
export function readMail(resolver: Resolver): DeployedMail {
  const anything = z.looseObject({});
  const names = (type: string): string[] =>
    readResources(resolver, type, anything).map(({ logicalId }) => referenceTo(resolver, logicalId, logicalId));
  return {
    identities: names('AWS::SES::EmailIdentity'),
    configurationSets: names('AWS::SES::ConfigurationSet'),
    eventDestinations: readResources(
      resolver,
      'AWS::SES::ConfigurationSetEventDestination',
      eventDestinationProperties,
    ).flatMap(({ properties: { ConfigurationSetName: configurationSet, EventDestination: destination } }) =>
      destination.Enabled
        ? [
            {
              configurationSet,
              topicArn: destination.SnsDestination.TopicARN,
              eventTypes: destination.MatchingEventTypes,
            },
          ]
        : [],
    ),
  };
}
