import type { Statement } from '../iam/statement.ts';

/** A Lambda function as the template deploys it. */
export interface DeployedFunction {
  name: string;
  arn: string;
  /** The folder with the built code. */
  assetFolder: string;
  /** `<file without extension>.<export>`, as Lambda has it. */
  handler: string;
  environment: Readonly<Record<string, string>>;
  timeoutSeconds: number;
  memoryMegabytes: number;
  /** 0 is the kill switch: the function is not run at all. */
  reservedConcurrency: number | undefined;
  logGroup: string | undefined;
  role: DeployedRole;
}

/** What somebody may do: every statement of the policies of one IAM role. */
export interface DeployedRole {
  name: string;
  arn: string;
  statements: readonly Statement[];
}

/** An SQS queue, with the attributes that CreateQueue takes. */
export interface DeployedQueue {
  name: string;
  arn: string;
  fifo: boolean;
  attributes: Readonly<Record<string, string>>;
}

/** A queue whose messages invoke a function. */
export interface DeployedEventSource {
  functionArn: string;
  queueArn: string;
  batchSize: number;
  enabled: boolean;
  reportsBatchItemFailures: boolean;
}

/** A route of the HTTP API; `method` is a verb or ANY, `path` has `{name}` and `{name+}` for its variables. */
export interface DeployedRoute {
  method: string;
  path: string;
  functionArn: string;
  authoriser: 'iam' | 'none';
}

/** A schedule of EventBridge Scheduler; `input` is the JSON text, with its `<aws.scheduler...>` still in it. */
export interface DeployedSchedule {
  name: string;
  expression: string;
  functionArn: string;
  input: string;
  enabled: boolean;
}

/** A key or an index of a table: the attribute names. */
export interface KeyAttributes {
  partitionKey: string;
  sortKey: string | undefined;
}

/** The table, as CreateTable takes it. */
export interface DeployedTable {
  name: string;
  arn: string;
  deletionProtection: boolean;
  createTableInput: Readonly<Record<string, unknown>>;
}

/** A topic and the queues that it delivers to. */
export interface DeployedTopic {
  name: string;
  arn: string;
  queueSubscriptions: readonly { queueArn: string; rawDelivery: boolean }[];
}

/** What SES is set up with. */
export interface DeployedMail {
  identities: readonly string[];
  configurationSets: readonly string[];
  /** Each configuration set's topics, with the kinds of event that go there (`SEND`, `BOUNCE` ...). */
  eventDestinations: readonly { configurationSet: string; topicArn: string; eventTypes: readonly string[] }[];
}

/** A receipt rule of SES: whatever comes for these domains or addresses is stored, and told to the topic. */
export interface DeployedReceiptRule {
  name: string;
  recipients: readonly string[];
  bucket: string;
  keyPrefix: string;
  topicArn: string;
  scans: boolean;
}

/** Everything of the stack that the local system runs. */
export interface DeployedSystem {
  stackName: string;
  functions: readonly DeployedFunction[];
  eventSources: readonly DeployedEventSource[];
  queues: readonly DeployedQueue[];
  topics: readonly DeployedTopic[];
  routes: readonly DeployedRoute[];
  schedules: readonly DeployedSchedule[];
  table: DeployedTable;
  mail: DeployedMail;
  /** What SES does with mail that comes in; it counts as if the rule set were the active one. */
  receiptRules: readonly DeployedReceiptRule[];
  /** Names of buckets. */
  buckets: readonly string[];
  secretNames: readonly string[];
  outputs: ReadonlyMap<string, string>;
}
