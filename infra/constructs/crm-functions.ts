import { Duration, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BundledFunction } from './bundled-function.ts';
import type { FunctionSurroundings } from './bundled-function.ts';
import { crmApiBases } from './crm-api-bases.ts';
import type { DeploymentSecrets } from './deployment-secrets.ts';
import { toSendMessagesTo, toUseTable } from './permissions.ts';
import type { SharedResources } from './shared-resources.ts';

export interface CrmFunctionsProps {
  surroundings: FunctionSurroundings;
  resources: SharedResources;
}

/** What no webhook brought is fetched here: a CRM that was banned, dropped a message, or could not reach us. */
export class CrmFunctions extends Construct {
  readonly pullCrm: BundledFunction;

  constructor(scope: Construct, id: string, { surroundings, resources }: CrmFunctionsProps) {
    super(scope, id);
    const { table, queues, secrets } = resources;
    this.pullCrm = new BundledFunction(this, 'PullCrm', {
      ...surroundings,
      name: 'pull-crm',
      timeout: Duration.minutes(5),
      environment: {
        TABLE_NAME: table.tableName,
        CONTRACT_QUEUE_URL: queues.contract.queue.queueUrl,
        CRM_API_SECRET_PREFIX: secrets.crmApiPrefix,
        CRM_API_BASES: crmApiBases,
      },
      permissions: [
        toUseTable(table, ['GetItem', 'Query', 'PutItem', 'UpdateItem']),
        toSendMessagesTo(queues.contract.queue),
        secrets.toReadCrmCredentials(),
      ],
    });
    acknowledgeCrmCredentials(this.pullCrm, secrets);
  }
}

/** The names of the secrets are not known at deployment: the operator makes one a connection. */
export function acknowledgeCrmCredentials(construct: Construct, secrets: DeploymentSecrets): void {
  Validations.of(construct).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${secrets.crmApiSecretsArnAsReported}]`,
    reason:
      'The operator connects CRMs after deployment, so the names of their secrets are not known here. ' +
      'The wildcard ends at the prefix that holds nothing else.',
  });
}
