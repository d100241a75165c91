import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoDbStore } from '../../shared/adapters/dynamodb/dynamodb-store.ts';
import { createReconciliationStore } from '../../shared/adapters/dynamodb/reconciliations.ts';
import { createActivationStore } from '../../shared/adapters/secrets-manager/secrets.ts';
import { createSesClient } from '../../shared/adapters/ses/client.ts';
import { createSesMailer } from '../../shared/adapters/ses/ses-mailer.ts';
import { createBell, createInboundQueue } from '../../shared/adapters/sqs/queues.ts';
import { createStripeInvoicer } from '../../shared/adapters/stripe/stripe-invoicer.ts';
import { DependencyError } from '../../shared/core/errors.ts';
import { clientOf } from '../builders/engine.ts';
import { lostAnswer, refusedForNow, TWICE } from '../simulation/faults.ts';

const NOON = '1999-04-06T12:00:00.000Z';
const documents = { subject: 'S', html: 'S', text: 'S', pdf: new Uint8Array([1]), pdfName: 's.pdf' };
const mail = {
  contractId: 'c',
  statementId: 's',
  party: 'client',
  attempt: 1,
  to: ['a@b.example'],
  documents,
} as const;
const message = { source: 'crm', contractId: 'c', messageId: 'm', receivedAt: NOON, body: '{}' } as const;

/** One call of each port that the machine wraps, by the adapter that is deployed, to a server at an address. */
const CALLS: Readonly<Record<string, (endpoint: string) => Promise<unknown>>> = {
  store: (endpoint) => createDynamoDbStore(tableAt(endpoint)).readHead('c'),
  reconciliations: (endpoint) => createReconciliationStore(tableAt(endpoint)).readRun(),
  invoicer: (apiBase) => createStripeInvoicer({ apiKey: 'sk_test_1', apiBase, deployment: 'd' }).finalize('in_1', 'k'),
  activations: (endpoint) => createActivationStore(new SecretsManagerClient(awsAt(endpoint)), 'secret').read(),
  mailer: (endpoint) =>
    createSesMailer(createSesClient(awsAt(endpoint)), { from: 'x@y.example', configurationSet: 'c' }).send(mail),
  bell: (endpoint) =>
    createBell(queuesAt(endpoint), `${endpoint}/1/q.fifo`).ringContract({ contractId: 'c', factSeq: 1, asOf: NOON }),
  inbound: (endpoint) => createInboundQueue(queuesAt(endpoint), `${endpoint}/1/q.fifo`).accept(message),
};

function awsAt(endpoint: string) {
  return { region: 'us-east-1', endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 's' }, maxAttempts: 1 };
}

function queuesAt(endpoint: string): SQSClient {
  return new SQSClient(awsAt(endpoint));
}

function tableAt(endpoint: string) {
  return { tableName: 't', client: clientOf(endpoint, { maxAttempts: 1 }), newWriteId: () => 'id' };
}

/** What each vendor says when it is asked too often. */
function askToComeLater({ headers }: IncomingMessage, response: ServerResponse): void {
  const [status, type, body]: [number, string, string] = String(headers.authorization).startsWith('Bearer')
    ? [429, 'application/json', '{"error":{"type":"invalid_request_error","code":"rate_limit","message":"x"}}']
    : String(headers['content-type']).includes('form')
      ? [400, 'text/xml', '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>']
      : [400, 'application/x-amz-json-1.0', '{"__type":"com.amazonaws#ThrottlingException","message":"x"}'];
  response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body);
}

const SITUATIONS = {
  'takes the request and hangs up': { answer: ({ socket }: IncomingMessage) => void socket.destroy(), as: lostAnswer },
  'asks to come later': { answer: askToComeLater, as: refusedForNow },
};

/** What code decides by; everything else is for people. */
function decisive(error: unknown): object {
  if (!(error instanceof DependencyError)) throw error;
  const { code, retryable, details } = error;
  const [stripeCode, status, keySpent, outcome] = ['stripeCode', 'status', 'keySpent', 'outcome'].map(
    (name) => details[name],
  );
  return { code, retryable, stripeCode, status, keySpent, outcome };
}

describe.each(Object.entries(SITUATIONS))('when a vendor %s', (_what, { answer, as }) => {
  let server: Server;
  let endpoint: string;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1;
      request.resume().on('end', () => answer(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it.each(Object.keys(CALLS))('the fault layer says of %s what its adapter says', async (port) => {
    const said = await CALLS[port]?.(endpoint).then(
      () => 'nothing',
      (error: unknown) => error,
    );
    expect(decisive(said)).toEqual(decisive(as(port)));
  });

  it('SES is asked once, as one lost answer may be a mail', async () => {
    const before = requests;
    await expect(CALLS['mailer']?.(endpoint)).rejects.toThrow();
    expect(requests - before).toBe(1);
    expect(TWICE).not.toContain('mailer');
  });
});
