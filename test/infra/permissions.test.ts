import { describe, expect, it } from 'vitest';
import { aTallystickStack, functionNames, synthesised } from './synthesised-stack.ts';
import type { Resource, SynthesisedStack } from './synthesised-stack.ts';

interface Statement {
  Action: string | string[];
  Effect: string;
  Resource: unknown;
  Condition?: unknown;
}

const table = '<Contracts/Table>';
const queue = (name: string) => `<Queues/${name}/Queue>`;
const secret = (name: string) => `<Secrets/${name}>`;
const onTable = (...operations: string[]) => operations.map((operation) => `dynamodb:${operation} ${table}`);
const consuming = (source: string) =>
  ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} ${source}`);

const crmSecrets = (prefix: string, ...actions: string[]) =>
  actions.map(
    (action) =>
      `secretsmanager:${action} arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:acme/${prefix}/*`,
  );

/** What design and reviewers agreed to: every action that each function may take, and on what. */
const agreed: Record<(typeof functionNames)[number], { path: string; may: string[] }> = {
  'receive-crm-webhook': {
    path: 'Intake/ReceiveCrmWebhook',
    may: [`sqs:SendMessage ${queue('Inbound')}`, ...crmSecrets('crm', 'GetSecretValue')],
  },
  'receive-stripe-webhook': {
    path: 'Intake/ReceiveStripeWebhook',
    may: [`sqs:SendMessage ${queue('Inbound')}`, `secretsmanager:GetSecretValue ${secret('StripeWebhook')}`],
  },
  'record-facts': {
    path: 'Intake/RecordFacts',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
      `sqs:SendMessage ${queue('Contract')}`,
      `secretsmanager:GetSecretValue ${secret('StripeApiKey')}`,
      ...crmSecrets('crm-api', 'GetSecretValue'),
      ...consuming(queue('Inbound')),
      ...consuming(queue('MailEvents')),
    ],
  },
  'receive-mail': {
    path: 'MailIntake/ReceiveMail',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem'),
      `sqs:SendMessage ${queue('Contract')}`,
      's3:GetObject <MailIntake/Mails>/received/*',
      's3:ListBucket <MailIntake/Mails>',
      's3:PutObject <Evidence/Files>/*',
      ...consuming(queue('ReceivedMails')),
    ],
  },
  'pull-crm': {
    path: 'Crm/PullCrm',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem'),
      `sqs:SendMessage ${queue('Contract')}`,
      ...crmSecrets('crm-api', 'GetSecretValue'),
    ],
  },
  sweep: {
    path: 'Billing/Sweep',
    may: [`dynamodb:Query ${table}/index/attention`, `sqs:SendMessage ${queue('Contract')}`],
  },
  'settle-contract': {
    path: 'Billing/SettleContract',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DescribeTable'),
      ...['Contract', 'Invoice', 'Statement'].map((name) => `sqs:SendMessage ${queue(name)}`),
      `secretsmanager:GetSecretValue ${secret('Activation')}`,
      ...consuming(queue('Contract')),
    ],
  },
  'push-invoice': {
    path: 'Billing/PushInvoice',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'),
      `sqs:SendMessage ${queue('Contract')}`,
      ...['StripeApiKey', 'Activation'].map((name) => `secretsmanager:GetSecretValue ${secret(name)}`),
      ...consuming(queue('Invoice')),
    ],
  },
  'send-statement': {
    path: 'Billing/SendStatement',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'),
      `sqs:SendMessage ${queue('Contract')}`,
      `secretsmanager:GetSecretValue ${secret('Activation')}`,
      'ses:SendRawEmail arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/<Mail/Identity>',
      'ses:SendRawEmail arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:configuration-set/<Mail/ConfigurationSet>',
      ...consuming(queue('Statement')),
    ],
  },
  'park-contract': {
    path: 'Billing/ParkContract',
    may: [
      ...onTable('GetItem', 'PutItem', 'UpdateItem'),
      ...['Inbound', 'MailEvents', 'ReceivedMails', 'Contract', 'Invoice', 'Statement', 'Reconcile'].flatMap((name) =>
        consuming(`<Queues/${name}/DeadLetters>`),
      ),
    ],
  },
  reconcile: {
    path: 'Checking/Reconcile',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'),
      `dynamodb:Query ${table}/index/attention`,
      ...['Contract', 'Inbound', 'Reconcile'].map((name) => `sqs:SendMessage ${queue(name)}`),
      `secretsmanager:GetSecretValue ${secret('StripeApiKey')}`,
      ...consuming(queue('Reconcile')),
    ],
  },
  'show-working': { path: 'People/ShowWorking', may: onTable('GetItem') },
  api: {
    path: 'People/Api',
    may: [
      ...onTable('GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'),
      `dynamodb:Query ${table}/index/attention`,
      ...['Contract', 'Inbound', 'Reconcile'].map((name) => `sqs:SendMessage ${queue(name)}`),
      `secretsmanager:GetSecretValue ${secret('Activation')}`,
      `secretsmanager:PutSecretValue ${secret('Activation')}`,
      ...crmSecrets('crm', 'CreateSecret', 'PutSecretValue'),
      ...crmSecrets('crm-api', 'CreateSecret', 'PutSecretValue'),
      's3:GetObject <Evidence/Files>/*',
      's3:ListBucket <Evidence/Files>',
      's3:PutObject <Evidence/Files>/*',
    ],
  },
};

function statementsOf(role: Resource): Statement[] {
  const policies = (role.Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function grants(role: Resource, { asText }: SynthesisedStack): string[] {
  return statementsOf(role).flatMap(({ Action, Resource, Effect }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((one) => `${Effect}: ${action} ${asText(one)}`)),
  );
}

describe('permissions of the functions', () => {
  const template = synthesised(aTallystickStack());

  it.each(Object.entries(agreed))('grants %s exactly what was agreed, and its own log', (_name, { path, may }) => {
    const ownLog = ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => `${action} <${path}/Log>`);
    const granted = grants(template.at(`${path}/Role`), template);
    expect(granted.toSorted()).toEqual([...may, ...ownLog].map((grant) => `Allow: ${grant}`).toSorted());
  });

  it.each(Object.entries(agreed))('runs %s under its own role', (name, { path }) => {
    const { Properties } = template.at(`${path}/Function`);
    expect(template.asText(Properties['Role'])).toBe(`<${path}/Role>`);
    expect(Properties['Environment']).toMatchObject({ Variables: { POWERTOOLS_SERVICE_NAME: name } });
  });

  it('has no role besides those of the functions and the schedules', () => {
    expect(template.ofType('AWS::IAM::Role')).toHaveLength(functionNames.length + 3);
    for (const [schedule, path] of [
      ['SweepSchedule', 'Billing/Sweep'],
      ['ReconcileSchedule', 'Checking/Reconcile'],
      ['CrmPullSchedule', 'Crm/PullCrm'],
    ]) {
      expect(grants(template.at(`${schedule}/Role`), template)).toEqual([
        `Allow: lambda:InvokeFunction <${path}/Function>`,
        `Allow: sqs:SendMessage <${schedule}/DeadLetters>`,
      ]);
    }
  });

  it('attaches no managed policy and no policy from outside a role', () => {
    for (const role of template.ofType('AWS::IAM::Role'))
      expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(template.ofType('AWS::IAM::Policy')).toEqual([]);
    expect(template.ofType('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('has no wildcards but the secrets of CRMs and the objects of buckets: the receiver reads no credentials, and who writes them reads none', () => {
    const wildcards = template.ofType('AWS::IAM::Role').flatMap((role) => grants(role, template).filter(hasWildcard));
    const agreedTo = [
      ...crmSecrets('crm', 'GetSecretValue', 'CreateSecret', 'PutSecretValue'),
      ...crmSecrets('crm-api', 'GetSecretValue', 'GetSecretValue', 'CreateSecret', 'PutSecretValue'),
      ...['GetObject', 'PutObject', 'PutObject'].map((action) => `s3:${action} <Evidence/Files>/*`),
      's3:GetObject <MailIntake/Mails>/received/*',
    ];
    expect(wildcards.toSorted()).toEqual(agreedTo.map((grant) => `Allow: ${grant}`).toSorted());
  });
});

function hasWildcard(grant: string): boolean {
  return grant.includes('*');
}
