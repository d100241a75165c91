import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { toQueryAttention, toReadSecrets, toSendMessagesTo, toUseTable } from './permissions.ts';
import type { TableOperation } from './permissions.ts';
import type { StatementMail } from './statement-mail.ts';
import type { SharedResources } from './shared-resources.ts';
import { stripeApiBase } from './stripe-api-base.ts';
import { consumerTimeouts, sweepTimeout } from './time-limits.ts';

export interface BillingFunctionsProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
  mail: StatementMail;
  mailFrom: string;
  /** Origin of the HTTP API; links to workings begin with it. */
  publicOrigin: string;
  /** The name that tells two deployments on one Stripe account apart. */
  deployment: string;
  /** The kill switch: settling goes on, nothing is pushed to Stripe and no statement is sent. */
  stopMoney: boolean;
}

/**
 * As many as use up the pace of decision 0028: a push is five requests of some 300 ms, and 16 pushes a second is what the
 * account's share carries. More would only wait for their turn, and be paid for it.
 */
const workersAtStripe = 25;

/** DescribeTable is for the fence: money and mail move only for the table that was switched on. */
const readAndWriteBehindFence: readonly TableOperation[] = [
  'GetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'DescribeTable',
];

/** What is owed becomes postings, invoices and statements here; a contract that cannot go on is parked. */
export class BillingFunctions extends Construct {
  readonly sweep: BundledFunction;
  readonly settleContract: BundledFunction;
  readonly pushInvoice: BundledFunction;
  readonly sendStatement: BundledFunction;
  readonly parkContract: BundledFunction;

  constructor(scope: Construct, id: string, props: BillingFunctionsProps) {
    super(scope, id);
    this.sweep = this.makeSweep(props);
    this.settleContract = this.makeSettleContract(props);
    this.pushInvoice = this.makePushInvoice(props);
    this.sendStatement = this.makeSendStatement(props);
    this.parkContract = this.makeParkContract(props);
  }

  private makeSweep({ surroundings, resources }: BillingFunctionsProps): BundledFunction {
    const { table, queues } = resources;
    return new BundledFunction(this, 'Sweep', {
      ...surroundings,
      name: 'sweep',
      timeout: sweepTimeout,
      environment: { TABLE_NAME: table.tableName, CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl },
      permissions: [toQueryAttention(table), toSendMessagesTo(queues.contract.queue)],
    });
  }

  private makeSettleContract({ surroundings, resources }: BillingFunctionsProps): BundledFunction {
    const { table, queues, secrets } = resources;
    const made = new BundledFunction(this, 'SettleContract', {
      ...surroundings,
      name: 'settle-contract',
      timeout: consumerTimeouts.settleContract,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        INVOICE_QUEUE_URL: queues.invoice.queue.queueUrl,
        STATEMENT_QUEUE_URL: queues.statement.queue.queueUrl,
        ACTIVATION_SECRET_ARN: secrets.activation.secretArn,
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DescribeTable']),
        toSendMessagesTo(queues.contract.queue, queues.invoice.queue, queues.statement.queue),
        toReadSecrets(secrets.activation),
      ],
    });
    made.consume('Contract', queues.contract.queue);
    return made;
  }

  private makePushInvoice({
    surroundings,
    resources,
    publicOrigin,
    deployment,
    stopMoney,
  }: BillingFunctionsProps): BundledFunction {
    const { table, queues, secrets } = resources;
    const made = new BundledFunction(this, 'PushInvoice', {
      ...surroundings,
      name: 'push-invoice',
      timeout: consumerTimeouts.pushInvoice,
      isStopped: stopMoney,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        STRIPE_SECRET_ARN: secrets.stripeApiKey.secretArn,
        STRIPE_API_BASE: stripeApiBase,
        ACTIVATION_SECRET_ARN: secrets.activation.secretArn,
        PUBLIC_BASE_URL: publicOrigin,
        DEPLOYMENT: deployment,
      },
      permissions: [
        toUseTable(table, readAndWriteBehindFence),
        toSendMessagesTo(queues.contract.queue),
        toReadSecrets(secrets.stripeApiKey, secrets.activation),
      ],
    });
    made.consume('Invoice', queues.invoice.queue, { mostAtOnce: workersAtStripe });
    return made;
  }

  private makeSendStatement({ surroundings, resources, ...props }: BillingFunctionsProps): BundledFunction {
    const { table, queues, secrets } = resources;
    const made = new BundledFunction(this, 'SendStatement', {
      ...surroundings,
      name: 'send-statement',
      timeout: consumerTimeouts.sendStatement,
      // The typesetter's native engine and its fonts want room; more memory is more processor, too.
      memoryMiB: 1024,
      isStopped: props.stopMoney,
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        ACTIVATION_SECRET_ARN: secrets.activation.secretArn,
        MAIL_FROM: props.mailFrom,
        MAIL_CONFIGURATION_SET: props.mail.configurationSet.configurationSetName,
      },
      permissions: [
        toUseTable(table, readAndWriteBehindFence),
        toSendMessagesTo(queues.contract.queue),
        toReadSecrets(secrets.activation),
        props.mail.toSend(),
      ],
    });
    made.consume('Statement', queues.statement.queue);
    return made;
  }

  private makeParkContract({ surroundings, resources }: BillingFunctionsProps): BundledFunction {
    const { table, queues } = resources;
    const made = new BundledFunction(this, 'ParkContract', {
      ...surroundings,
      name: 'park-contract',
      timeout: consumerTimeouts.parkContract,
      environment: { TABLE_NAME: table.tableName },
      permissions: [toUseTable(table, ['GetItem', 'PutItem', 'UpdateItem'])],
    });
    for (const [name, queue] of Object.entries(queues.deadLetters)) made.consume(`${name}DeadLetters`, queue);
    return made;
  }
}
