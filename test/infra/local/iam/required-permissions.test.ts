import { describe, expect, it } from 'vitest';

import type { AwsCall } from '../../../../infra/local/iam/required-permissions.ts';
import { requiredPermissions } from '../../../../infra/local/iam/required-permissions.ts';

const scope = {
  region: 'us-east-1',
  accountId: '000000000000',
  mail: { identities: ['mail.example.com'], configurationSets: ['set'], eventDestinations: [] },
  secretArn: (name: string) => (name === 'known' ? 'arn:known-abcdef' : undefined),
};

function needs(service: string, operation: string, input: AwsCall['input']): string[] | undefined {
  return requiredPermissions({ service, operation, input }, scope)?.map(
    ({ action, resource }) => `${action} ${resource}`,
  );
}

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/contracts';

describe('what IAM asks for', () => {
  it('is the operation on the table, by name or by ARN', () => {
    expect(needs('dynamodb', 'GetItem', { TableName: 'contracts' })).toEqual([`dynamodb:GetItem ${table}`]);
    expect(needs('dynamodb', 'DescribeTable', { TableName: table })).toEqual([`dynamodb:DescribeTable ${table}`]);
  });

  it('is the index for a query of an index', () => {
    const input = { TableName: 'contracts', IndexName: 'attention' };
    expect(needs('dynamodb', 'Query', input)).toEqual([`dynamodb:Query ${table}/index/attention`]);
  });

  it('is the parts of a transaction, each on its own table', () => {
    const TransactItems = [
      { Put: { TableName: 'contracts' } },
      { ConditionCheck: { TableName: 'contracts' } },
      { Update: { TableName: 'contracts' } },
      { Delete: { TableName: 'other' } },
    ];
    expect(needs('dynamodb', 'TransactWriteItems', { TransactItems })).toEqual([
      `dynamodb:PutItem ${table}`,
      `dynamodb:ConditionCheckItem ${table}`,
      `dynamodb:UpdateItem ${table}`,
      `dynamodb:DeleteItem ${table.replace('contracts', 'other')}`,
    ]);
  });

  it('is the queue behind a queue URL, and one permission for a batch', () => {
    const input = { QueueUrl: 'http://127.0.0.1:1234/000000000000/work.fifo' };
    expect(needs('sqs', 'SendMessageBatch', input)).toEqual([
      'sqs:SendMessage arn:aws:sqs:us-east-1:000000000000:work.fifo',
    ]);
  });

  it("is the secret's own ARN, also for a name, known or not", () => {
    expect(needs('secretsmanager', 'GetSecretValue', { SecretId: 'known' })).toEqual([
      'secretsmanager:GetSecretValue arn:known-abcdef',
    ]);
    expect(needs('secretsmanager', 'GetSecretValue', { SecretId: 'new' })).toEqual([
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:000000000000:secret:new',
    ]);
  });

  it('is the identity of the header From and the configuration set of a mail', () => {
    const raw = 'Subject: x\r\nFrom: "A, B"\r\n <Sender@Mail.example.com>\r\n\r\nFrom: body@evil.example\r\n';
    const input = {
      'RawMessage.Data': Buffer.from(raw).toString('base64'),
      'Destinations.member.1': 'to@example.com',
      Source: 'other@elsewhere.example',
      ConfigurationSetName: 'set',
    };
    expect(needs('ses', 'SendRawEmail', input)).toEqual([
      'ses:SendRawEmail arn:aws:ses:us-east-1:000000000000:identity/mail.example.com',
      'ses:SendRawEmail arn:aws:ses:us-east-1:000000000000:configuration-set/set',
    ]);
    const [first] = requiredPermissions({ service: 'ses', operation: 'SendRawEmail', input }, scope) ?? [];
    expect(first?.context).toEqual({
      'ses:FromAddress': 'sender@mail.example.com',
      'ses:Recipients': 'to@example.com',
    });
  });

  it('is the object of a bucket, and to read one the right to list, without which S3 hides what is missing', () => {
    const object = { Bucket: 'mails', Key: 'received/1' };
    expect(needs('s3', 'PutObject', object)).toEqual(['s3:PutObject arn:aws:s3:::mails/received/1']);
    expect(needs('s3', 'GetObject', object)).toEqual([
      's3:GetObject arn:aws:s3:::mails/received/1',
      's3:ListBucket arn:aws:s3:::mails',
    ]);
  });

  it('is unknown for a service that the local system lacks', () => {
    expect(needs('kms', 'Decrypt', {})).toBeUndefined();
  });
});
