import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/** How often the table is asked, and how many milliseconds each time. */
export const ASKING = { attempts: 3, toConnect: 1000, toAnswer: 3000 } as const;

/**
 * The DynamoDB client with settings that suit a Lambda: three attempts, one second to connect and three seconds for
 * an answer, so that a dead connection costs about ten seconds and never a function's whole time-out. Region, credentials and
 * endpoint come from the SDK's own variables. The requests that time out are answered by `transact` in transaction.ts.
 */
export function createDynamoDbClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: ASKING.attempts,
    requestHandler: {
      connectionTimeout: ASKING.toConnect,
      requestTimeout: ASKING.toAnswer,
      throwOnRequestTimeout: true,
    },
    ...overrides,
  });
}
