import { AssemblyError } from './cloud-assembly.ts';
import type { Resolver } from './resolver.ts';

/** Where the stack is "deployed": what CloudFormation would know, and the addresses on this machine. */
export interface Place {
  region: string;
  accountId: string;
  /** The address of a queue, by its name. */
  queueUrl: (queueName: string) => string;
  /** The HTTP API's own endpoint, without a slash at its end. */
  httpApiEndpoint: string;
  /** The ARN of a secret, by its name; the secret is made if there is none. */
  secretArn: (secretName: string) => string;
}

interface Named {
  resolver: Resolver;
  logicalId: string;
  name: string;
}

interface Naming {
  /** The property that holds the name; without it CloudFormation makes one up. */
  nameProperty?: string;
  ref: (named: Named) => string;
  attributes: Record<string, (named: Named) => string>;
}

const byName = ({ name }: Named): string => name;

function arn(service: string, resource: (name: string) => string): (named: Named) => string {
  return ({ resolver, name }) =>
    `arn:aws:${service}:${resolver.place.region}:${resolver.place.accountId}:${resource(name)}`;
}

const queueArn = arn('sqs', (name) => name);
const topicArn = arn('sns', (name) => name);
const secretArn = ({ resolver, name }: Named): string => resolver.place.secretArn(name);
const roleArn = ({ resolver, name }: Named): string => `arn:aws:iam::${resolver.place.accountId}:role/${name}`;
/** CloudFormation makes the names of buckets in lower case, of at most 63 characters. */
function bucketName({ name }: Named): string {
  return name.toLowerCase().slice(0, 63);
}

const unnamed: Naming = { ref: byName, attributes: {} };

const namings: Record<string, Naming> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    ref: byName,
    attributes: { Arn: arn('lambda', (name) => `function:${name}`) },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: ({ resolver, name }) => resolver.place.queueUrl(name),
    attributes: {
      Arn: queueArn,
      QueueName: byName,
      QueueUrl: ({ resolver, name }) => resolver.place.queueUrl(name),
    },
  },
  'AWS::DynamoDB::GlobalTable': {
    nameProperty: 'TableName',
    ref: byName,
    attributes: { Arn: arn('dynamodb', (name) => `table/${name}`) },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: byName },
  },
  'AWS::SecretsManager::Secret': { nameProperty: 'Name', ref: secretArn, attributes: { Id: secretArn } },
  'AWS::IAM::Role': { nameProperty: 'RoleName', ref: byName, attributes: { Arn: roleArn } },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    ref: bucketName,
    attributes: { Arn: (named) => `arn:aws:s3:::${bucketName(named)}` },
  },
  'AWS::SES::ReceiptRuleSet': { nameProperty: 'RuleSetName', ref: byName, attributes: {} },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    ref: byName,
    attributes: { Arn: arn('logs', (name) => `log-group:${name}:*`) },
  },
  'AWS::ApiGatewayV2::Api': {
    ref: byName,
    attributes: { ApiEndpoint: ({ resolver }) => resolver.place.httpApiEndpoint, ApiId: byName },
  },
  'AWS::ApiGatewayV2::Integration': unnamed,
  'AWS::ApiGatewayV2::Stage': unnamed,
  'AWS::SES::EmailIdentity': { nameProperty: 'EmailIdentity', ref: byName, attributes: {} },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', ref: byName, attributes: {} },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    ref: byName,
    attributes: { Arn: arn('scheduler', (name) => `schedule-group/${name}`) },
  },
  'AWS::KMS::Key': { ref: byName, attributes: { Arn: arn('kms', (name) => `key/${name}`) } },
};

/** What `Ref` gives for a resource. */
export function referenceTo(resolver: Resolver, logicalId: string, path: string): string {
  const naming = namingOf(resolver, logicalId, path);
  return naming.ref({ resolver, logicalId, name: nameOf(resolver, logicalId, naming) });
}

/** What `Fn::GetAtt` gives for a resource and an attribute. */
export function attributeOf(resolver: Resolver, logicalId: string, attribute: string, path: string): string {
  const naming = namingOf(resolver, logicalId, path);
  const value = naming.attributes[attribute];
  if (value === undefined) {
    throw new AssemblyError(`${path}: the attribute ${attribute} of ${logicalId} is not known locally.`);
  }
  return value({ resolver, logicalId, name: nameOf(resolver, logicalId, naming) });
}

/** The name of a resource: the template's, or `<stack>-<logical id>`, which stays the same between runs. */
export function physicalName(resolver: Resolver, logicalId: string): string {
  return nameOf(resolver, logicalId, namingOf(resolver, logicalId, logicalId));
}

function namingOf(resolver: Resolver, logicalId: string, path: string): Naming {
  const type = resolver.assembly.resources.get(logicalId)?.type;
  const naming = type === undefined ? undefined : namings[type];
  if (naming !== undefined) return naming;
  throw new AssemblyError(
    type === undefined
      ? `${path}: there is no resource or parameter ${logicalId}.`
      : `${path}: a reference to ${logicalId} (${type}) is not known locally.`,
  );
}

function nameOf(resolver: Resolver, logicalId: string, naming: Naming): string {
  const properties = resolver.assembly.resources.get(logicalId)?.properties ?? {};
  const stated = naming.nameProperty === undefined ? undefined : properties[naming.nameProperty];
  if (stated === undefined) {
    const suffix = properties['FifoQueue'] === true ? '.fifo' : '';
    return `${resolver.assembly.stackName}-${logicalId}${suffix}`;
  }
  return String(resolver.resolve(stated, `${logicalId}.${naming.nameProperty ?? ''}`));
}
