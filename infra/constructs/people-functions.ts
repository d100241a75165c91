import { Duration, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { crmApiBases } from './crm-api-bases.ts';
import { acknowledgeCrmCredentials } from './crm-functions.ts';
import {
  acknowledgeObjects,
  toQueryAttention,
  toReadObjects,
  toReadSecrets,
  toReplaceSecret,
  toSendMessagesTo,
  toUseTable,
  toWriteObjects,
} from './permissions.ts';
import type { SharedResources } from './shared-resources.ts';

export interface PeopleFunctionsProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
  /** Where mails to the register go; undefined when none are taken. */
  introductionsDomain: string | undefined;
}

/** What people ask is answered here: the page behind the link on an invoice, and the tallystick command. */
export class PeopleFunctions extends Construct {
  readonly showWorking: BundledFunction;
  readonly api: BundledFunction;

  constructor(scope: Construct, id: string, { surroundings, resources, introductionsDomain }: PeopleFunctionsProps) {
    super(scope, id);
    const { table, queues, secrets, evidence } = resources;

    this.showWorking = new BundledFunction(this, 'ShowWorking', {
      ...surroundings,
      name: 'show-working',
      timeout: Duration.seconds(10),
      environment: { TABLE_NAME: table.tableName },
      permissions: [toUseTable(table, ['GetItem'])],
    });

    this.api = new BundledFunction(this, 'Api', {
      ...surroundings,
      name: 'api',
      timeout: Duration.seconds(30),
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        INBOUND_QUEUE_URL: queues.inbound.queue.queueUrl,
        RECONCILE_QUEUE_URL: queues.reconcile.queue.queueUrl,
        ACTIVATION_SECRET_ARN: secrets.activation.secretArn,
        CRM_SECRET_PREFIX: secrets.crmPrefix,
        CRM_API_SECRET_PREFIX: secrets.crmApiPrefix,
        CRM_API_BASES: crmApiBases,
        EVIDENCE_BUCKET: evidence.bucketName,
        INTAKE_DOMAIN: introductionsDomain ?? 'none',
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable']),
        toQueryAttention(table),
        toSendMessagesTo(queues.contract.queue, queues.inbound.queue, queues.reconcile.queue),
        toReadSecrets(secrets.activation),
        toReplaceSecret(secrets.activation),
        secrets.toWriteCrmSecrets(),
        ...toReadObjects(evidence),
        toWriteObjects(evidence),
      ],
    });
    acknowledgeCrmCredentials(this.api, secrets);
    acknowledgeObjects(this.api, evidence);
    Validations.of(this.api).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${secrets.crmSecretsArnAsReported}]`,
      reason: 'It makes the secrets of a connection when the operator connects a CRM, and can read none of them.',
    });
  }
}
