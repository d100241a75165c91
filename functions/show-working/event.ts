import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isContractId } from '../../shared/core/terms/contract-id.ts';

/** The contract and the hash that the address names; undefined when it cannot be one of ours. */
export function workingAddressOf(
  event: APIGatewayProxyEventV2,
): { contractId: string; workingHash: string } | undefined {
  const { contractId, workingHash } = event.pathParameters ?? {};
  if (contractId === undefined || workingHash === undefined) return undefined;
  if (!isContractId(contractId) || !/^[0-9a-f]{64}$/.test(workingHash)) return undefined;
  return { contractId, workingHash };
}
