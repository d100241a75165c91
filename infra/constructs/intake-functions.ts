import { Duration, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { crmApiBases } from './crm-api-bases.ts';
import { acknowledgeCrmCredentials } from './crm-functions.ts';
import { toReadSecrets, toSendMessagesTo, toUseTable } from './permissions.ts';
import type { SharedResources } from './shared-resources.ts';
import { stripeApiBase } from './stripe-api-base.ts';
import { consumerTimeouts } from './time-limits.ts';

/** An event of Stripe is as many requests as a push, so no more of them at once than pushes: they share one pace, decision 0028. */
const messagesAtOnce = 25;

export interface IntakeFunctionsProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
  /** The name that tells two deployments on one Stripe account apart. */
  deployment: string;
}

/** What the world says comes in here: webhooks are checked and queued, and the queue becomes facts. */
export class IntakeFunctions extends Construct {
  readonly receiveCrmWebhook: BundledFunction;
  readonly receiveStripeWebhook: BundledFunction;
  readonly recordFacts: BundledFunction;

  constructor(scope: Construct, id: string, { surroundings, resources, deployment }: IntakeFunctionsProps) {
    super(scope, id);
    const { table, queues, secrets } = resources;

    this.receiveCrmWebhook = new BundledFunction(this, 'ReceiveCrmWebhook', {
      ...surroundings,
      name: 'receive-crm-webhook',
      timeout: Duration.seconds(10),
      environment: { INBOUND_QUEUE_URL: queues.inbound.queue.queueUrl, CRM_SECRET_PREFIX: secrets.crmPrefix },
      permissions: [toSendMessagesTo(queues.inbound.queue), secrets.toReadCrmSecrets()],
    });
    Validations.of(this.receiveCrmWebhook).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${secrets.crmSecretsArnAsReported}]`,
      reason:
        'The operator makes one CRM secret a contract after deployment, so their names are not known here. ' +
        'The wildcard ends at the prefix that holds nothing else.',
    });

    this.receiveStripeWebhook = new BundledFunction(this, 'ReceiveStripeWebhook', {
      ...surroundings,
      name: 'receive-stripe-webhook',
      timeout: Duration.seconds(10),
      environment: {
        INBOUND_QUEUE_URL: queues.inbound.queue.queueUrl,
        STRIPE_WEBHOOK_SECRET_ARN: secrets.stripeWebhook.secretArn,
      },
      permissions: [toSendMessagesTo(queues.inbound.queue), toReadSecrets(secrets.stripeWebhook)],
    });

    this.recordFacts = new BundledFunction(this, 'RecordFacts', {
      ...surroundings,
      name: 'record-facts',
      timeout: consumerTimeouts.recordFacts,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        STRIPE_SECRET_ARN: secrets.stripeApiKey.secretArn,
        STRIPE_API_BASE: stripeApiBase,
        DEPLOYMENT: deployment,
        CRM_API_SECRET_PREFIX: secrets.crmApiPrefix,
        CRM_API_BASES: crmApiBases,
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem']),
        toSendMessagesTo(queues.contract.queue),
        toReadSecrets(secrets.stripeApiKey),
        secrets.toReadCrmCredentials(),
      ],
    });
    acknowledgeCrmCredentials(this.recordFacts, secrets);
    this.recordFacts.consume('Inbound', queues.inbound.queue, { mostAtOnce: messagesAtOnce });
    this.recordFacts.consume('MailEvents', queues.mailEvents.queue);
  }
}
