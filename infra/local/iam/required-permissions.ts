import type { DeployedMail } from '../assembly/deployed-system.ts';
import { addressesOfMail } from './mail-addresses.ts';
import type { Permission } from './evaluate.ts';

/** One call of an AWS API: the service as signatures name it, the operation, and its input. */
export interface AwsCall {
  service: string;
  operation: string;
  input: Readonly<Record<string, unknown>>;
}

/** Where the called resources are. */
export interface ResourceScope {
  region: string;
  accountId: string;
  mail: DeployedMail;
  /** The full ARN of a secret by its name; undefined when there is none. */
  secretArn: (secretName: string) => string | undefined;
}

/** What IAM would ask for a call, or undefined for one that the local system does not know. */
export function requiredPermissions(call: AwsCall, scope: ResourceScope): Permission[] | undefined {
  switch (call.service) {
    case 'dynamodb':
      return tablePermissions(call, scope);
    case 'sqs':
      return [permission(`sqs:${withoutBatch(call.operation)}`, arn(scope, 'sqs', queueNameOf(call.input)))];
    case 'sns':
      return [permission(`sns:${withoutBatch(call.operation)}`, text(call.input['TopicArn']))];
    case 'secretsmanager':
      return [
        permission(
          `secretsmanager:${call.operation}`,
          secretArnOf(text(call.input['SecretId'] ?? call.input['Name']), scope),
        ),
      ];
    case 'ses':
      return mailPermissions(call, scope);
    case 's3':
      return objectPermissions(call);
    default:
      return undefined;
  }
}

const partsOfTransaction: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

/** A transaction needs the permissions of its parts; a query of an index needs them on the index. */
function tablePermissions({ operation, input }: AwsCall, scope: ResourceScope): Permission[] {
  const table = (name: unknown): string => arn(scope, 'dynamodb', `table/${text(name).split('table/').at(-1) ?? ''}`);
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const items = Array.isArray(input['TransactItems']) ? (input['TransactItems'] as Record<string, object>[]) : [];
    return items.flatMap((item) =>
      Object.entries(item).map(([part, { TableName: name }]: [string, { TableName?: unknown }]) =>
        permission(`dynamodb:${partsOfTransaction[part] ?? part}`, table(name)),
      ),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    const tables = Object.keys((input['RequestItems'] as object | undefined) ?? {});
    return tables.map((name) => permission(`dynamodb:${operation}`, table(name)));
  }
  const index = input['IndexName'] === undefined ? '' : `/index/${text(input['IndexName'])}`;
  return [permission(`dynamodb:${operation}`, `${table(input['TableName'])}${index}`)];
}

/** A mail needs the identity that its sender falls under, and the configuration set that it names. */
function mailPermissions({ operation, input }: AwsCall, scope: ResourceScope): Permission[] {
  const action = `ses:${operation}`;
  if (operation !== 'SendRawEmail' && operation !== 'SendEmail') return [permission(action, '*')];
  const { from, recipients } = addressesOfMail(input);
  const context = {
    'ses:FromAddress': from,
    ...(recipients[0] === undefined ? {} : { 'ses:Recipients': recipients[0] }),
  };
  const domain = from.split('@').at(-1) ?? '';
  const identity = scope.mail.identities.find((name) => name === from) ?? domain;
  const configurationSet = text(input['ConfigurationSetName']);
  return [
    { action, resource: arn(scope, 'ses', `identity/${identity}`), context },
    ...(configurationSet === ''
      ? []
      : [{ action, resource: arn(scope, 'ses', `configuration-set/${configurationSet}`), context }]),
  ];
}

/** Without the right to list, S3 says of an object that is not there that it is forbidden; here that right is always asked. */
function objectPermissions({ operation, input }: AwsCall): Permission[] {
  const bucket = `arn:aws:s3:::${text(input['Bucket'])}`;
  const object = `${bucket}/${text(input['Key'])}`;
  if (operation === 'PutObject') return [permission('s3:PutObject', object)];
  return [permission('s3:GetObject', object), permission('s3:ListBucket', bucket)];
}

function permission(action: string, resource: string): Permission {
  return { action, resource, context: {} };
}

function arn({ region, accountId }: ResourceScope, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

function queueNameOf(input: AwsCall['input']): string {
  return (
    text(input['QueueUrl'] ?? input['QueueName'])
      .split('/')
      .at(-1) ?? ''
  );
}

/** IAM knows no batch actions of SQS and SNS: a batch needs what one message needs. */
function withoutBatch(operation: string): string {
  return operation.endsWith('Batch') ? operation.slice(0, -'Batch'.length) : operation;
}

function secretArnOf(idOrArn: string, scope: ResourceScope): string {
  if (idOrArn.startsWith('arn:')) return idOrArn;
  return scope.secretArn(idOrArn) ?? arn(scope, 'secretsmanager', `secret:${idOrArn}`);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
