import { Stack, Validations } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { attentionIndex } from './contracts-table.ts';

/** The DynamoDB operations that IAM knows; a transaction needs those of its parts. */
export type TableOperation = 'GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'DescribeTable';

export function toUseTable(table: TableV2, operations: readonly TableOperation[]): PolicyStatement {
  return new PolicyStatement({
    actions: operations.map((operation) => `dynamodb:${operation}`),
    resources: [table.tableArn],
  });
}

export function toQueryAttention(table: TableV2): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${attentionIndex}`],
  });
}

export function toSendMessagesTo(...queues: IQueue[]): PolicyStatement {
  return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map(({ queueArn }) => queueArn) });
}

export function toReadSecrets(...secrets: Secret[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['secretsmanager:GetSecretValue'],
    resources: secrets.map(({ secretArn }) => secretArn),
  });
}

export function toReplaceSecret(secret: Secret): PolicyStatement {
  return new PolicyStatement({ actions: ['secretsmanager:PutSecretValue'], resources: [secret.secretArn] });
}

/** Without the right to list, S3 answers that a missing object is forbidden; so whoever reads may see what is there. */
export function toReadObjects(bucket: Bucket, prefix = ''): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(`${prefix}*`)] }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  ];
}

export function toWriteObjects(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] });
}

/** Objects have no names before they are there, so a permission for them ends in a wildcard. */
export function acknowledgeObjects(construct: Construct, bucket: Bucket, prefix = ''): void {
  // The resource behind the construct of CDK, by whose name cdk-nag reports it.
  const resource = Stack.of(construct).getLogicalId(bucket.node.defaultChild as CfnElement);
  Validations.of(construct).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${resource}.Arn>/${prefix}*]`,
    reason:
      'Objects are named by what comes in; the wildcard ends at a bucket, or a part of it, that holds nothing else.',
  });
}
