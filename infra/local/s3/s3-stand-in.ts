import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsService } from '../aws-gateway.ts';
import type { WholeAnswer, WholeRequest } from '../http-service.ts';
import { openObjectStore, type KeptObject, type ObjectStore } from './object-store.ts';

/** S3 as far as the functions use it: PutObject and GetObject, and what SES writes into a bucket. */
export interface S3StandIn {
  service: AwsService;
  /** Writes as a service of AWS would, such as SES. */
  put: (bucket: string, key: string, bytes: Uint8Array, contentType: string) => void;
}

export interface S3StandInOptions {
  /** Where objects lie, between runs too. */
  folder: string;
  buckets: readonly string[];
  /** The wall clock: Last-Modified is of now. */
  now: () => Date;
}

class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const MOST_KEY_BYTES = 1024;

/**
 * Amazon S3 on one machine, as strict as S3 about what the functions send: the bucket is there, the checksum is that of
 * the bytes, and `If-None-Match: *` never writes over an object. Whatever it does not do is refused, not passed over.
 */
export function createS3StandIn({ folder, buckets, now }: S3StandInOptions): S3StandIn {
  const store = openObjectStore(folder);
  return {
    put: (bucket, key, bytes, contentType) => {
      assertBucket(buckets, bucket);
      store.write(objectOf({ bucket, key }, bytes, { contentType, checksums: {}, at: now() }), bytes);
    },
    service: (request) => {
      try {
        return Promise.resolve(answer(request, { store, buckets, now }));
      } catch (error) {
        if (error instanceof S3Error) return Promise.resolve(s3Refusal(error));
        throw error;
      }
    },
  };
}

interface Situation {
  store: ObjectStore;
  buckets: readonly string[];
  now: () => Date;
}

interface ObjectPlace {
  bucket: string;
  key: string;
}

/** Where a request of the path style points. Example: `/mails/received/1` is `received/1` in `mails`. */
export function placeOf(path: string): ObjectPlace {
  const [, bucket = '', ...rest] = path.split('/');
  return { bucket, key: rest.map(decodeURIComponent).join('/') };
}

function answer(request: WholeRequest, { store, buckets, now }: Situation): WholeAnswer {
  const place = placeOf(request.path);
  assertBucket(buckets, place.bucket);
  if (place.key === '') throw notHere('a call about a whole bucket');
  if (Buffer.byteLength(place.key) > MOST_KEY_BYTES) throw new S3Error(400, 'KeyTooLongError', 'Your key is too long');
  const unknown = [...request.query.keys()].find((name) => name !== 'x-id');
  if (unknown !== undefined) throw notHere(`the parameter ${unknown}`);
  switch (request.method) {
    case 'PUT':
      return putObject(request, place, { store, now });
    case 'GET':
      return getObject(request, store.read(place.bucket, place.key));
    default:
      throw notHere(`the method ${request.method}`);
  }
}

function putObject(
  { headers, body }: WholeRequest,
  place: ObjectPlace,
  { store, now }: Pick<Situation, 'store' | 'now'>,
): WholeAnswer {
  const condition = headers['if-none-match'];
  if (condition !== undefined && condition !== '*') throw notHere('If-None-Match with a value other than *');
  const refused = ['if-match', 'x-amz-copy-source', 'x-amz-trailer', 'x-amz-acl'].find((name) => name in headers);
  if (refused !== undefined) throw notHere(`the header ${refused}`);
  if (headers['x-amz-content-sha256']?.startsWith('STREAMING') === true) throw notHere('a body in signed chunks');
  const checksums = checkedSums(headers, body);
  if (condition === '*' && store.read(place.bucket, place.key) !== undefined) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new S3Error(412, 'PreconditionFailed', message);
  }
  const contentType = headers['content-type'] ?? 'binary/octet-stream';
  const object = objectOf(place, body, { contentType, checksums, at: now() });
  store.write(object, body);
  return { status: 200, headers: { etag: object.etag, 'x-amz-server-side-encryption': 'AES256', ...checksums } };
}

const DIGESTS: Readonly<Record<string, (body: Uint8Array) => Buffer>> = {
  'x-amz-checksum-crc32': (body) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return sum;
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest(),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest(),
};

/** The checksum that came with the body, after it was found to be the body's. */
function checkedSums(headers: WholeRequest['headers'], body: Uint8Array): Record<string, string> {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new S3Error(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  const stated = Object.entries(headers).filter(
    ([name]) => name.startsWith('x-amz-checksum-') && name !== 'x-amz-checksum-algorithm',
  );
  const [[name, value] = ['', ''], ...others] = stated;
  if (others.length > 0) throw new S3Error(400, 'InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  if (name === '') return {};
  const digest = DIGESTS[name];
  if (digest === undefined) throw notHere(`the checksum ${name}`);
  if (digest(body).toString('base64') !== value) {
    throw new S3Error(400, 'BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  return { [name]: value };
}

function getObject({ headers }: WholeRequest, found: ReturnType<ObjectStore['read']>): WholeAnswer {
  if ('range' in headers) throw notHere('a part of an object');
  if (found === undefined) throw new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  const { object, bytes } = found;
  return {
    status: 200,
    headers: {
      'content-type': object.contentType,
      'content-length': String(bytes.byteLength),
      etag: object.etag,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      'x-amz-server-side-encryption': 'AES256',
      ...(headers['x-amz-checksum-mode'] === 'ENABLED' ? object.checksums : {}),
    },
    body: bytes,
  };
}

function objectOf(
  place: ObjectPlace,
  body: Uint8Array,
  about: { contentType: string; checksums: Record<string, string>; at: Date },
): KeptObject {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const { contentType, checksums, at } = about;
  return { ...place, contentType, checksums, etag, modifiedAt: at.toISOString() };
}

function assertBucket(buckets: readonly string[], bucket: string): void {
  if (!buckets.includes(bucket)) throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist');
}

function notHere(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `The local S3 does not have ${what}.`);
}

/** S3's own form of a refusal. */
export function s3Refusal({ status, code, message }: { status: number; code: string; message: string }): WholeAnswer {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const error = `<Error><Code>${code}</Code><Message>${text}</Message><RequestId>local</RequestId></Error>`;
  const headers = { 'content-type': 'application/xml' };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${error}` };
}
