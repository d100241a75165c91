import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * The DynamoDB client with settings that suit a Lambda: three attempts, one second to connect and three seconds for
 * an answer, so that a dead connection costs about ten seconds and never a function's whole time-out. Region, credentials and
 * endpoint come from the SDK's own variables. The requests that time out are answered by `transact` in transaction.ts.
 */
export function createDynamoDbClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
