import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../shared/core/errors.ts';
import { createApiClient, type ApiClient, type ApiClientOptions } from './api-client.ts';
import { UsageError } from './usage-error.ts';

const LOCAL_FILE = join('.tallystick', 'local.json');
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const localSystem = z.object({
  mail: z.string().optional(),
  origin: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  region: z.string(),
});

/**
 * The api of the system that a command speaks to: `--api`, else TALLYSTICK_API, else the local system. The local
 * system's address comes with its own keys; any other takes the standard AWS variables. Errors: `config.missing`.
 */
export function connect(given: string | undefined, from = process.cwd()): ApiClient {
  const local = readLocalSystem(from);
  const address = given ?? (process.env['TALLYSTICK_API'] || undefined);
  if (address === undefined) {
    if (local === undefined) throw noSystem();
    return createApiClient(local);
  }
  const origin = originOf(address);
  return createApiClient(local?.origin === origin ? local : { origin, ...fromEnvironment(origin) });
}

/** Where the local system takes mail, as SES would. Errors: `config.missing`. */
export function localMail(from = process.cwd()): string {
  const file = findUpwards(from);
  const mail = file === undefined ? undefined : localSystem.safeParse(parseJson(readFileSync(file, 'utf8'))).data?.mail;
  if (mail !== undefined) return originOf(mail);
  throw new ConfigError(
    `No running local system was found that takes mail: \`npm start\` runs one, and writes ${LOCAL_FILE}.`,
  );
}

function noSystem(): ConfigError {
  return new ConfigError(
    `No running system was found: there is no ${LOCAL_FILE} in this folder or one above it, and neither --api nor ` +
      'TALLYSTICK_API names an address. Start the local system with `npm start`, or give an address with --api URL.',
  );
}

function readLocalSystem(from: string): ApiClientOptions | undefined {
  const file = findUpwards(from);
  if (file === undefined) return undefined;
  const result = localSystem.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!result.success) throw new ConfigError(`${file} cannot be read. \`npm start\` writes it anew.`);
  const { origin, region, accessKeyId, secretAccessKey } = result.data;
  return { origin: originOf(origin), region, credentials: { accessKeyId, secretAccessKey } };
}

function findUpwards(from: string): string | undefined {
  const file = join(from, LOCAL_FILE);
  if (existsSync(file)) return file;
  return dirname(from) === from ? undefined : findUpwards(dirname(from));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Cut short by a kill; the schema refuses it with what to do.
  }
}

/** Scheme, host and port. Signed requests carry names and amounts, so only this machine may be spoken to without TLS. */
function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (url !== undefined && isSafe) return url.origin;
  throw new UsageError(
    `"${address}" is not an address of the api. Give one that begins with https://, or http://127.0.0.1:PORT.`,
  );
}

function fromEnvironment(origin: string): Omit<ApiClientOptions, 'origin'> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(origin)?.[1] ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  const missing = [
    ...(AWS_ACCESS_KEY_ID ? [] : ['AWS_ACCESS_KEY_ID']),
    ...(AWS_SECRET_ACCESS_KEY ? [] : ['AWS_SECRET_ACCESS_KEY']),
    ...(region ? [] : ['AWS_REGION']),
  ];
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY || !region) {
    throw new ConfigError(
      `Requests to ${origin} are signed, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set. ` +
        '`aws configure export-credentials --format env` prints what to set.',
    );
  }
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return {
    region,
    credentials: AWS_SESSION_TOKEN ? { ...credentials, sessionToken: AWS_SESSION_TOKEN } : credentials,
  };
}
