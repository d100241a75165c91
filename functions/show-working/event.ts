import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The contract and the hash that the address names; undefined when it cannot be one of ours. */
export function workingAddressOf(
  event: APIGatewayProxyEventV2,
): { contractId: string; workingHash: string } | undefined {
  const { contractId, workingHash } = event.pathParameters ?? {};
  if (contractId === undefined || workingHash === undefined || !/^[0-9a-f]{64}$/.test(workingHash)) return undefined;
  return { contractId, workingHash };
}
