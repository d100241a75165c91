import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { DeploymentSecrets } from './deployment-secrets.ts';
import type { TallystickQueues } from './tallystick-queues.ts';

/** What several functions use; each is given the part of it that its permissions name. */
export interface SharedResources {
  table: TableV2;
  queues: TallystickQueues;
  secrets: DeploymentSecrets;
  /** Files of evidence that are too large for the table. */
  evidence: Bucket;
}
