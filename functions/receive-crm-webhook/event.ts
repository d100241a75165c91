import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isContractId } from '../../shared/core/terms/contract-id.ts';

/** Standard Webhooks keeps messages under 20 kB; this leaves room and stays far below what the queue takes. */
export const MOST_BODY_BYTES = 256 * 1024;
/** Five minutes, both ways, as the Standard Webhooks libraries do. */
export const TOLERANCE_SECONDS = 300;

/** The contract that the address names; undefined when it cannot be a contract's id. */
export function contractIdOf(event: APIGatewayProxyEventV2): string | undefined {
  const id = event.pathParameters?.['contractId'];
  return id !== undefined && isContractId(id) ? id : undefined;
}
