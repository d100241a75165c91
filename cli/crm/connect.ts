import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { userInfo } from 'node:os';
import * as z from 'zod';
import type { Connected } from '../../shared/app/connect-crm.ts';
import type { ConnectionsView } from '../../shared/app/view-connections.ts';
import { HAS_SECRET_PATH, MAKES_SECRET, type CrmVendor } from '../../shared/core/crm/vendors.ts';
import { InputError } from '../../shared/core/errors.ts';
import { jsonOf } from '../../shared/core/json.ts';
import { apiPath, type ApiClient } from '../api-client.ts';
import type { ApiOptions } from '../api-command.ts';
import { connect } from '../api-connection.ts';
import { bad, good, notable, paragraph, print, printable, printJson } from '../terminal/text.ts';
import { UsageError } from '../usage-error.ts';
import { readMappingFile } from './read-mapping-file.ts';
import { PAUSE_SECONDS, sendUntilTaken } from './send-until-taken.ts';

export interface ConnectOptions extends ApiOptions {
  readonly mapping: string;
  readonly secrets?: string;
  readonly url?: string;
  readonly since?: string;
  readonly by: string;
}

/** What the file of secrets holds; everything that is not for signatures opens the CRM's API. */
const secretsFile = z.looseObject({
  signingSecrets: z.array(z.string()).optional(),
  clientSecret: z.string().optional(),
});

/** How long the test message may take to come through. */
const PATIENCE_SECONDS = 60;

/** Connects, sends a test message through the address that the CRM is told, and waits until it is on record. */
export async function connectCommand(contractId: string, vendor: CrmVendor, options: ConnectOptions): Promise<void> {
  const { file } = readMappingFile(options.mapping);
  const api = connect(options.api);
  const { signing, credentials } = readSecrets(options.secrets, vendor);
  const key = HAS_SECRET_PATH[vendor] ? signing[0] : undefined;
  const url = options.url ?? addressOf(api.origin, { contractId, vendor, key });
  const connected = await api.put<Connected>(apiPath('contracts', contractId, 'crm', vendor), {
    mapping: file,
    signing: { secrets: signing, url },
    ...(credentials === undefined ? {} : { credentials }),
    ...(options.since === undefined ? {} : { since: options.since }),
    by: options.by,
  });
  if (options.json === true) return printJson({ ...connected, test: undefined });
  print(drawConnected(connected));
  return connected.test === undefined ? undefined : test(api, contractId, connected.test, vendor);
}

function addressOf(
  origin: string,
  { contractId, vendor, key }: { contractId: string; vendor: CrmVendor; key: string | undefined },
): string {
  const own = vendor === 'standard-webhooks' ? [] : [vendor];
  return [origin, 'webhooks', 'crm', contractId, ...own, ...(key === undefined ? [] : [key])].join('/');
}

function readSecrets(
  path: string | undefined,
  vendor: CrmVendor,
): { signing: readonly string[]; credentials?: object } {
  if (path === undefined) {
    throw new UsageError(
      'Give the secrets of the CRM with --secrets FILE, or --secrets - to read them from the input.',
    );
  }
  const read = secretsFile.safeParse(jsonOf(textOf(path)));
  const { signingSecrets, clientSecret, ...credentials } = read.data ?? {};
  const signing = signingSecrets ?? (clientSecret === undefined ? [] : [clientSecret]);
  if (!read.success || (signing.length === 0 && !MAKES_SECRET[vendor])) {
    throw new InputError('The secrets cannot be read.', [
      {
        field: 'signingSecrets',
        found: 'nothing that signs',
        allowed: 'JSON such as {"clientSecret": "...", "accessToken": "..."}, or with a list "signingSecrets"',
        fix: 'The page of the CRM in docs/crm says where each is found.',
      },
    ]);
  }
  return Object.keys(credentials).length === 0 ? { signing } : { signing, credentials };
}

/** From a file or the input, never from an argument, which every process of the machine can read. */
function textOf(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    throw new InputError(`${path} cannot be read. Check the path.`, [], cause);
  }
}

function drawConnected({ vendor, account, mode, setUp }: Connected): string[] {
  // An address that is broken over two lines cannot be copied: it stands once, on a line of its own.
  const todo = setUp.steps.flatMap((step, index) =>
    paragraph(`${index + 1}. ${step.replace(setUp.url, 'the address above')}`, 2),
  );
  return [
    good(`${vendor} answers: the credentials open account ${account}.`),
    `Address  ${printable(setUp.url)}`,
    `Mode     ${mode === 'shadow' ? 'shadow: what comes is on record, and nothing is owed for it' : 'live'}`,
    ...(setUp.made.length === 0 ? [] : ['', 'Made through its API:', ...setUp.made.map((one) => `  ${one}`)]),
    ...(todo.length === 0 ? [] : ['', 'To do in the CRM:', ...todo]),
    '',
  ];
}

async function test(
  api: ApiClient,
  contractId: string,
  request: NonNullable<Connected['test']>,
  vendor: CrmVendor,
): Promise<void> {
  const before = await lastWebhook(api, contractId, vendor);
  const { url, method, headers, body } = request;
  const status = await sendUntilTaken(async () => {
    const response = await fetch(url, { method, headers, body, redirect: 'error' }).catch(() => undefined);
    await response?.body?.cancel();
    return response?.status;
  }, waitForSecret);
  if (status === undefined || status < 200 || status > 299) {
    print([bad(`The test message was ${status === undefined ? 'not answered' : `answered with ${status}`}.`)]);
    return print(paragraph(`${url} must reach this system, and come to it as it is.`, 2));
  }
  for (let second = 0; second < PATIENCE_SECONDS; second += 1) {
    if ((await lastWebhook(api, contractId, vendor)) !== before) {
      return print([good('The test message came through: address, signature, queue and record work.')]);
    }
    await delay(1000);
  }
  print([notable('The test message was taken and is not on record yet. `tallystick crm status` shows when it is.')]);
}

async function waitForSecret(attempt: number): Promise<void> {
  if (attempt === 1)
    print([notable('The test message is refused. A secret that was replaced counts after a minute: waiting.')]);
  await delay(PAUSE_SECONDS * 1000);
}

async function lastWebhook(api: ApiClient, contractId: string, vendor: CrmVendor): Promise<string | undefined> {
  const { connections } = await api.get<ConnectionsView>(apiPath('contracts', contractId, 'crm'));
  const seen = connections.find((one) => one.vendor === vendor)?.seen;
  return seen === undefined ? undefined : `${seen.webhookAt ?? ''} ${seen.webhooks ?? 0}`;
}

export const whoami = (): string => userInfo().username;
