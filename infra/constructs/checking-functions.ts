import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { toQueryAttention, toReadSecrets, toSendMessagesTo, toUseTable } from './permissions.ts';
import type { SharedResources } from './shared-resources.ts';
import { stripeApiBase } from './stripe-api-base.ts';
import { consumerTimeouts } from './time-limits.ts';

export interface CheckingFunctionsProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
  /** The name that tells two deployments on one Stripe account apart. */
  deployment: string;
}

/** Few, so that pushing keeps most of the room at Stripe while a night's comparison runs. */
const contractsAtOnce = 5;

/** What is at Stripe is compared here with the books; nothing here writes to Stripe. */
export class CheckingFunctions extends Construct {
  readonly reconcile: BundledFunction;

  constructor(scope: Construct, id: string, { surroundings, resources, deployment }: CheckingFunctionsProps) {
    super(scope, id);
    const { table, queues, secrets } = resources;
    this.reconcile = new BundledFunction(this, 'Reconcile', {
      ...surroundings,
      name: 'reconcile',
      timeout: consumerTimeouts.reconcile,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        INBOUND_QUEUE_URL: queues.inbound.queue.queueUrl,
        RECONCILE_QUEUE_URL: queues.reconcile.queue.queueUrl,
        STRIPE_SECRET_ARN: secrets.stripeApiKey.secretArn,
        STRIPE_API_BASE: stripeApiBase,
        DEPLOYMENT: deployment,
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable']),
        toQueryAttention(table),
        toSendMessagesTo(queues.contract.queue, queues.inbound.queue, queues.reconcile.queue),
        toReadSecrets(secrets.stripeApiKey),
      ],
    });
    this.reconcile.consume('Reconcile', queues.reconcile.queue, { mostAtOnce: contractsAtOnce });
  }
}
