import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
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
