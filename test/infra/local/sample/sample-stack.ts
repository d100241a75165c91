import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Billing, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { build } from 'esbuild';

/** The export of sample-functions.ts, and how it is deployed. */
interface SampleFunction {
  timeoutSeconds?: number;
  environment?: Record<string, string>;
  statements?: PolicyStatement[];
}

let synthesised: Promise<string> | undefined;

/** The cloud assembly of the sample system, made once a test file; gives its folder. */
export function sampleAssembly(): Promise<string> {
  synthesised ??= synthesise();
  return synthesised;
}

async function synthesise(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-sample-'));
  await build({
    entryPoints: { index: new URL('./sample-functions.ts', import.meta.url).pathname },
    outdir: join(folder, 'code'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false, treeMetadata: false });
  addSampleStack(app, Code.fromAsset(join(folder, 'code')));
  app.synth();
  return join(folder, 'cdk.out');
}

function addSampleStack(app: App, code: Code): void {
  const stack = new Stack(app, 'Sample');
  const { table, workQueue, deadLetters, otherQueue, mailEvents } = addState(stack);
  const secret = new Secret(stack, 'Key', { secretName: 'sample/stripe/api-key' });
  const { configurationSet, identity } = addMail(stack, mailEvents);
  const environment = { TABLE_NAME: table.tableName, WORK_QUEUE_URL: workQueue.queueUrl };
  const toSend = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [workQueue.queueArn] });
  const add = (name: string, options: SampleFunction): LambdaFunction => addFunction(stack, { code, name, ...options });

  const receive = add('receive', {
    environment: { ...environment, CRM_SECRET_PREFIX: 'sample/crm/' },
    statements: [toSend],
  });
  const echo = add('echo', { environment: { STRIPE_API_BASE: 'https://api.stripe.com' } });
  const work = add('work', {
    timeoutSeconds: 2,
    environment: {
      ...environment,
      OTHER_QUEUE_URL: otherQueue.queueUrl,
      SECRET_ARN: secret.secretArn,
      MAIL_CONFIGURATION_SET: configurationSet.configurationSetName,
    },
    statements: [
      new PolicyStatement({ actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'], resources: [table.tableArn] }),
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          identity.emailIdentityArn,
          sesArn(stack, 'configuration-set', configurationSet.configurationSetName),
        ],
      }),
      toConsume(workQueue),
    ],
  });
  const park = add('park', {
    environment,
    statements: [
      new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [table.tableArn] }),
      toConsume(deadLetters, mailEvents),
    ],
  });
  const sweep = add('sweep', {
    environment,
    statements: [
      toSend,
      new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/attention`] }),
    ],
  });
  work.addEventSourceMapping('FromWork', { eventSourceArn: workQueue.queueArn, batchSize: 1 });
  park.addEventSourceMapping('FromDeadLetters', { eventSourceArn: deadLetters.queueArn, batchSize: 1 });
  park.addEventSourceMapping('FromMailEvents', { eventSourceArn: mailEvents.queueArn, batchSize: 1 });
  addRoutes(stack, receive, echo);
  addSchedule(stack, sweep);
}

function addState(stack: Stack) {
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    billing: Billing.onDemand(),
    deletionProtection: true,
    globalSecondaryIndexes: [
      {
        indexName: 'attention',
        partitionKey: { name: 'attentionShard', type: AttributeType.STRING },
        sortKey: { name: 'attentionAt', type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      },
    ],
  });
  const deadLetters = new Queue(stack, 'DeadLetters', { fifo: true, visibilityTimeout: Duration.seconds(60) });
  const workQueue = new Queue(stack, 'Work', {
    fifo: true,
    contentBasedDeduplication: false,
    visibilityTimeout: Duration.seconds(60),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  });
  const otherQueue = new Queue(stack, 'Other');
  const mailEvents = new Queue(stack, 'MailEvents', { visibilityTimeout: Duration.seconds(60) });
  return { table, deadLetters, workQueue, otherQueue, mailEvents };
}

function addMail(stack: Stack, mailEvents: Queue) {
  const configurationSet = new ConfigurationSet(stack, 'Mail');
  const identity = new EmailIdentity(stack, 'Domain', { identity: Identity.domain('mail.example.com') });
  const topic = new Topic(stack, 'MailTopic');
  topic.addSubscription(new SqsSubscription(mailEvents));
  configurationSet.addEventDestination('ToQueue', {
    destination: EventDestination.snsTopic(topic),
    events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.DELIVERY],
  });
  return { configurationSet, identity };
}

function addFunction(stack: Stack, options: SampleFunction & { code: Code; name: string }): LambdaFunction {
  const { code, name, timeoutSeconds = 10, environment = {}, statements = [] } = options;
  const role = new Role(stack, `${name}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    ...(statements.length === 0 ? {} : { inlinePolicies: { exactly: new PolicyDocument({ statements }) } }),
  });
  return new LambdaFunction(stack, name, {
    functionName: name,
    runtime: Runtime.NODEJS_24_X,
    code,
    handler: `index.${name}`,
    timeout: Duration.seconds(timeoutSeconds),
    memorySize: 256,
    role: role.withoutPolicyUpdates(),
    environment: { POWERTOOLS_SERVICE_NAME: name, ...environment },
  });
}

function toConsume(...queues: Queue[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: queues.map(({ queueArn }) => queueArn),
  });
}

function sesArn(stack: Stack, resource: string, name: string): string {
  return Fn.sub('arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:${Kind}/${Name}', {
    Kind: resource,
    Name: name,
  });
}

function addRoutes(stack: Stack, receive: LambdaFunction, echo: LambdaFunction): void {
  const api = new HttpApi(stack, 'Api');
  api.addRoutes({ path: '/jobs/{subject}', methods: [HttpMethod.POST], integration: integration(receive) });
  api.addRoutes({
    path: '/echo/{one}/{two}',
    methods: [HttpMethod.POST, HttpMethod.GET],
    integration: integration(echo),
  });
  api.addRoutes({
    path: '/api/{proxy+}',
    methods: [HttpMethod.ANY],
    integration: integration(echo),
    authorizer: new HttpIamAuthorizer(),
  });
}

function integration(target: LambdaFunction): HttpLambdaIntegration {
  return new HttpLambdaIntegration(`${target.node.id}Integration`, target);
}

function addSchedule(stack: Stack, sweep: LambdaFunction): void {
  const role = new Role(stack, 'ScheduleRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sweep.functionArn] }));
  const schedule = new CfnSchedule(stack, 'EveryMinute', {
    scheduleExpression: 'rate(1 minute)',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: sweep.functionArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
    },
  });
  schedule.node.addDependency(role);
}
