import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { DeploymentSecrets } from './deployment-secrets.ts';
import type { TallystickQueues } from './tallystick-queues.ts';

/** What several functions use; each is given the part of it that its permissions name. */
export interface SharedResources {
  table: TableV2;
  queues: TallystickQueues;
  secrets: DeploymentSecrets;
}
