import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { isCrmVendor, type AskedVendor } from '../../shared/core/crm/vendors.ts';
import { isContractId } from '../../shared/core/terms/contract-id.ts';
import type { WebhookRequest } from '../../shared/ports/crm-webhook.ts';

/** Standard Webhooks keeps messages under 20 kB; this leaves room and stays far below what the queue takes. */
export const MOST_BODY_BYTES = 256 * 1024;
/** Five minutes, both ways, as the Standard Webhooks libraries do. */
export const TOLERANCE_SECONDS = 300;

/** The contract that the address names; undefined when it cannot be a contract's id. */
export function contractIdOf(event: APIGatewayProxyEventV2): string | undefined {
  const id = event.pathParameters?.['contractId'];
  return id !== undefined && isContractId(id) ? id : undefined;
}

/** The CRM that the address names: none is Standard Webhooks, another than ours is `unknown`. */
export function vendorOf(event: APIGatewayProxyEventV2): AskedVendor | 'standard-webhooks' | 'unknown' {
  const vendor = event.pathParameters?.['vendor'] ?? 'standard-webhooks';
  const isNamed = event.pathParameters?.['vendor'] !== undefined;
  return isCrmVendor(vendor) && isNamed === (vendor !== 'standard-webhooks') ? vendor : 'unknown';
}

/** The request as a vendor's check looks at it. */
export function requestOf(event: APIGatewayProxyEventV2, body: Buffer): WebhookRequest {
  const key = event.pathParameters?.['key'];
  const { method } = event.requestContext.http;
  return { method, headers: event.headers, body, ...(key === undefined ? {} : { key }) };
}
