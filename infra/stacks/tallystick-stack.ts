import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import type { DeploymentConfig } from '../config.ts';
import { Alarms } from '../constructs/alarms.ts';
import { BillingFunctions } from '../constructs/billing-functions.ts';
import { BundledFunction } from '../constructs/bundled-function.ts';
import { CheckingFunctions } from '../constructs/checking-functions.ts';
import { ContractsTable } from '../constructs/contracts-table.ts';
import { CrmFunctions } from '../constructs/crm-functions.ts';
import { DeploymentSecrets } from '../constructs/deployment-secrets.ts';
import { EvidenceBucket } from '../constructs/evidence-bucket.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { IntakeFunctions } from '../constructs/intake-functions.ts';
import { logRetentions } from '../constructs/log-retention.ts';
import { MailIntake, type MailIntakeProps } from '../constructs/mail-intake.ts';
import { Overview } from '../constructs/overview.ts';
import { PeopleFunctions } from '../constructs/people-functions.ts';
import { PublicApi } from '../constructs/public-api.ts';
import { StatementMail } from '../constructs/statement-mail.ts';
import { TallystickQueues } from '../constructs/tallystick-queues.ts';

export interface TallystickStackProps extends StackProps {
  config: DeploymentConfig;
  /** Holds one asset folder a function, as infra/bundle.ts makes them. */
  functionsFolder: string;
}

/** The functions among which some run on a schedule. */
interface Scheduled {
  billing: BillingFunctions;
  checking: CheckingFunctions;
  crm: CrmFunctions;
}

/** Everything that one deployment of Tallystick is made of. ARCHITECTURE.md has the picture. */
export class TallystickStack extends Stack {
  constructor(scope: Construct, id: string, { config, functionsFolder, ...props }: TallystickStackProps) {
    super(scope, id, props);
    const logRetention = logRetentions[config.logRetentionDays];

    const queues = new TallystickQueues(this, 'Queues');
    const { table } = new ContractsTable(this, 'Contracts');
    const secrets = new DeploymentSecrets(this, 'Secrets', { deployment: config.deployment });
    const mail = new StatementMail(this, 'Mail', {
      mailDomain: config.mailDomain,
      mailEvents: queues.mailEvents.queue,
    });
    const publicApi = new PublicApi(this, 'PublicApi', { logRetention, throttle: config.apiThrottle });
    const surroundings = { functionsFolder, logRetention };
    const evidence = new EvidenceBucket(this, 'Evidence').bucket;
    const resources = { table, queues, secrets, evidence };
    const intake = new IntakeFunctions(this, 'Intake', {
      surroundings,
      resources,
      deployment: config.deployment,
    });
    const billing = new BillingFunctions(this, 'Billing', {
      surroundings,
      resources,
      mail,
      mailFrom: config.mailFrom,
      publicOrigin: publicApi.origin,
      deployment: config.deployment,
      stopMoney: config.stopMoney,
    });
    const crm = new CrmFunctions(this, 'Crm', { surroundings, resources });
    const { introductionsDomain } = config;
    const people = new PeopleFunctions(this, 'People', { surroundings, resources, introductionsDomain });
    const mailIntake = this.addMailIntake({ surroundings, resources, introductionsDomain });
    const checking = new CheckingFunctions(this, 'Checking', {
      surroundings,
      resources,
      deployment: config.deployment,
    });
    const schedules = this.addSchedules({ billing, checking, crm });
    addRoutes(publicApi, intake, people);

    const watched = {
      functions: [intake, billing, crm, checking, people, ...mailIntake].flatMap(({ node }) =>
        node.children.filter(isBundledFunction),
      ),
      queues: queues.waiting,
      api: publicApi.api,
    };
    const alarms = new Alarms(this, 'Alarms', {
      ...watched,
      sweep: billing.sweep,
      reconcile: checking.reconcile,
      deadLetters: { ...queues.deadLetters, ...schedules },
      accessLog: publicApi.accessLog,
      email: config.alarmEmail,
    });
    new Overview(this, 'Overview', watched);
    this.tellOperator({
      ApiUrl: publicApi.origin,
      TableName: table.tableName,
      StripeApiKeySecret: secrets.stripeApiKey.secretArn,
      StripeWebhookSecret: secrets.stripeWebhook.secretArn,
      ActivationSecret: secrets.activation.secretArn,
      CrmSecretPrefix: secrets.crmPrefix,
      CrmApiSecretPrefix: secrets.crmApiPrefix,
      MailConfigurationSet: mail.configurationSet.configurationSetName,
      AlarmTopic: alarms.topic.topicArn,
    });
  }

  /** One, or none where the operator names no domain for it: SES receives mail in some regions only. */
  private addMailIntake({
    introductionsDomain,
    ...props
  }: Omit<MailIntakeProps, 'introductionsDomain'> & { introductionsDomain: string | undefined }): MailIntake[] {
    if (introductionsDomain === undefined) return [];
    const intake = new MailIntake(this, 'MailIntake', { ...props, introductionsDomain });
    this.tellOperator({ MailRuleSet: intake.ruleSet.receiptRuleSetName, IntroductionsDomain: introductionsDomain });
    return [intake];
  }

  /** Their dead-letter queues, by the name an operator reads. */
  private addSchedules({ billing, checking, crm }: Scheduled): Record<string, Queue> {
    const sweep = new FunctionSchedule(this, 'SweepSchedule', {
      lambda: billing.sweep.lambda,
      name: 'EveryMinute',
      description: 'Rings for each contract whose attention is due.',
      expression: 'rate(1 minute)',
      // The next minute repeats what a failed one left undone, so an attempt older than a minute is given up.
      retries: { attempts: 1, within: Duration.minutes(1) },
    });
    const reconcile = new FunctionSchedule(this, 'ReconcileSchedule', {
      lambda: checking.reconcile.lambda,
      name: 'EveryDay',
      description: 'Compares every contract with Stripe.',
      expression: 'cron(30 5 * * ? *)',
      retries: { attempts: 5, within: Duration.hours(6) },
    });
    const pull = new FunctionSchedule(this, 'CrmPullSchedule', {
      lambda: crm.pullCrm.lambda,
      name: 'EveryQuarterOfAnHour',
      description: 'Asks each connected CRM for what no webhook brought.',
      expression: 'rate(15 minutes)',
      // The next run goes on from where the last came to, so an attempt older than that is given up.
      retries: { attempts: 1, within: Duration.minutes(15) },
    });
    return {
      SweepSchedule: sweep.deadLetters,
      ReconcileSchedule: reconcile.deadLetters,
      CrmPullSchedule: pull.deadLetters,
    };
  }

  private tellOperator(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function addRoutes(publicApi: PublicApi, intake: IntakeFunctions, people: PeopleFunctions): void {
  publicApi.addOpenRoute({
    method: HttpMethod.POST,
    path: '/webhooks/crm/{contractId}',
    handler: intake.receiveCrmWebhook.lambda,
    proof: "A CRM cannot sign for IAM. The function checks the Standard Webhooks signature with the contract's secret.",
  });
  publicApi.addOpenRoute({
    method: HttpMethod.POST,
    path: '/webhooks/crm/{contractId}/{vendor}',
    handler: intake.receiveCrmWebhook.lambda,
    proof: 'A CRM cannot sign for IAM. The function checks the signature or the password that its vendor sends.',
  });
  publicApi.addOpenRoute({
    method: HttpMethod.POST,
    path: '/webhooks/crm/{contractId}/{vendor}/{key}',
    handler: intake.receiveCrmWebhook.lambda,
    proof: 'A CRM that does not sign is told an address with a secret piece, which the function checks.',
  });
  publicApi.addOpenRoute({
    method: HttpMethod.POST,
    path: '/webhooks/stripe',
    handler: intake.receiveStripeWebhook.lambda,
    proof: 'Stripe cannot sign for IAM. The function checks the Stripe-Signature header on the raw bytes.',
  });
  publicApi.addOpenRoute({
    method: HttpMethod.GET,
    path: '/workings/{contractId}/{workingHash}',
    handler: people.showWorking.lambda,
    proof:
      'A link on an invoice must open without an account. The hash in the path is the capability to read one working.',
  });
  publicApi.addOperatorRoute({ method: HttpMethod.ANY, path: '/api/{proxy+}', handler: people.api.lambda });
}

function isBundledFunction(construct: IConstruct): construct is BundledFunction {
  return construct instanceof BundledFunction;
}
