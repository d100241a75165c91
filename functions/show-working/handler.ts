import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { workingPage } from '../../shared/adapters/pages/working-page.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { answerWebhook, bare } from '../../shared/runtime/http.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { createStore } from '../../shared/runtime/store.ts';
import { workingAddressOf } from './event.ts';

const environment = readEnvironment('TABLE_NAME');
const log = createLog();
const store = createStore(environment.TABLE_NAME);

/** Shows the working behind an invoice to whoever holds its address, which nobody can guess. Reads are logged. */
export function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return answerWebhook(log, async () => {
    const address = workingAddressOf(event);
    const record = address === undefined ? undefined : await store.readWorking(address.contractId, address.workingHash);
    if (record === undefined) return bare(404);
    log.info('working shown', { contractId: record.contractId, posting: record.posting });
    return {
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src data:; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      },
      body: await workingPage(record),
    };
  });
}
