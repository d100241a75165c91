import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Hash, Hmac } from 'node:crypto';

import { SignatureV4 } from '@smithy/signature-v4';

/** A fake identity of the local system: who a request comes from. No key of it opens anything outside. */
export interface LocalIdentity {
  /** The function's name, or `operator`. */
  name: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** A request as it came in; header names are lower-case. */
export interface SignedRequest {
  method: string;
  /** The path as sent, before the question mark. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** The parts of an `Authorization` header of Signature Version 4. */
interface Authorization {
  accessKeyId: string;
  region: string;
  service: string;
  signedHeaders: readonly string[];
  signature: string;
}

/** Who signed a request, and for which service. */
export interface Signer {
  identity: LocalIdentity;
  service: string;
}

/** A request whose signature does not hold. `reason` is for the local log; a caller gets AWS's own refusal. */
export class SignatureError extends Error {
  override readonly name = 'SignatureError';
  readonly code = 'SIGNATURE_REFUSED';
}

/** AWS refuses a signature older or younger than this. */
const toleranceMilliseconds = 5 * 60 * 1000;

/** Fake keys for each name; the secret is derived from `seed`, so that the same data folder gives the same keys. */
export function createIdentities(names: readonly string[], seed: string): ReadonlyMap<string, LocalIdentity> {
  const digest = (label: string, name: string): string =>
    createHmac('sha256', seed).update(`${label}/${name}`).digest('hex');
  return new Map(
    names.map((name) => {
      const accessKeyId = `AKIALOCAL${digest('id', name).slice(0, 11).toUpperCase()}`;
      return [accessKeyId, { name, accessKeyId, secretAccessKey: digest('secret', name).slice(0, 40) }];
    }),
  );
}

/**
 * Says who signed the request. Throws {@link SignatureError} when nobody known did, when the signature is not what
 * the known secret gives for this very request, or when it is more than five minutes off.
 */
export async function verifySignature(
  request: SignedRequest,
  identities: ReadonlyMap<string, LocalIdentity>,
  now: Date,
): Promise<Signer> {
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  const identity = identities.get(authorization.accessKeyId);
  if (identity === undefined) throw new SignatureError('The access key is none of the local system.');
  const signedAt = parseAmzDate(request.headers['x-amz-date'] ?? '');
  if (Math.abs(now.getTime() - signedAt.getTime()) > toleranceMilliseconds) {
    throw new SignatureError('The signature is more than five minutes off.');
  }
  const expected = await signatureOf(request, authorization, identity, signedAt);
  const [given, wanted] = [Buffer.from(authorization.signature), Buffer.from(expected)];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new SignatureError('The signature does not fit the request.');
  }
  return { identity, service: authorization.service };
}

/** Signs a request as the AWS SDK would, at `now`; gives the headers to send. */
export async function signRequest(
  request: { method: string; url: URL; headers?: Readonly<Record<string, string>>; body?: string },
  signer: { identity: LocalIdentity; service: string; region: string },
  now: Date,
): Promise<Record<string, string>> {
  const { identity: credentials, service, region } = signer;
  const signature = new SignatureV4({ service, region, credentials, sha256: NodeSha256 });
  const signed = await signature.sign(
    {
      method: request.method,
      protocol: request.url.protocol,
      hostname: request.url.hostname,
      path: request.url.pathname,
      query: queryOf(request.url.searchParams),
      headers: { ...request.headers, host: request.url.host },
      body: request.body,
    },
    { signingDate: now },
  );
  return signed.headers;
}

async function signatureOf(
  request: SignedRequest,
  { region, service, signedHeaders }: Authorization,
  credentials: LocalIdentity,
  signingDate: Date,
): Promise<string> {
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  const statedHash = request.headers['x-amz-content-sha256'];
  if (statedHash !== undefined && statedHash !== bodyHash) {
    throw new SignatureError('The body is not the one whose hash was signed.');
  }
  // S3 alone signs a path as it is sent; every other service encodes it a second time.
  const form = { sha256: NodeSha256, applyChecksum: false, uriEscapePath: service !== 's3' };
  const signer = new SignatureV4({ service, region, credentials, ...form });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '',
      path: request.path,
      query: queryOf(request.query),
      headers: Object.fromEntries(signedHeaders.map((name) => [name, request.headers[name] ?? ''])),
      body: request.body,
    },
    { signingDate, signableHeaders: new Set(signedHeaders) },
  );
  return parseAuthorization(signed.headers['authorization'] ?? '').signature;
}

function queryOf(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

function parseAuthorization(header: string): Authorization {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) throw new SignatureError('The request is not signed with Signature Version 4.');
  const [, accessKeyId = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  return { accessKeyId, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** `20261122T203800Z` */
function parseAmzDate(text: string): Date {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (match === null) throw new SignatureError('The request has no X-Amz-Date.');
  const [, year, month, day, hour, minute, second] = match;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Node's SHA-256 in the form that the signer asks for. */
class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  reset(): void {
    throw new Error('The signer starts a new hash each time.');
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
}

function bytesOf(source: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof source === 'string') return Buffer.from(source);
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
