import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp, type HttpService } from '../../../infra/local/http-service.ts';
import { createS3StandIn, type S3StandIn } from '../../../infra/local/s3/s3-stand-in.ts';
import { createEvidenceFiles } from '../../../shared/adapters/s3/evidence-files.ts';
import { createStoredMails } from '../../../shared/adapters/s3/stored-mails.ts';
import { MOST_EVIDENCE_IN_TABLE_BYTES } from '../../../shared/core/introductions/evidence.ts';
import { hashOfBytes } from '../../../shared/core/json.ts';
import { withEvidenceFiles } from '../../../shared/runtime/evidence-files.ts';
import { createMemoryStore } from '../../builders/memory-store.ts';

const BUCKET = 'evidence';
let folder: string;
let standIn: S3StandIn;
let server: HttpService;
let client: S3Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-s3-'));
  standIn = createS3StandIn({ folder, buckets: [BUCKET], now: () => new Date('2026-11-26T10:00:00Z') });
  server = await serveHttp({ preferred: 0 }, standIn.service);
  client = clientOf(server.origin);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** As a function has it: nothing is said of paths or checksums, so what the SDK does by itself is what is judged. */
function clientOf(endpoint: string): S3Client {
  return new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
}

const put = (input: Partial<PutObjectCommandInput>) =>
  client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x', ...input }));

describe('files of evidence in a bucket', () => {
  it('are kept to the byte under their contract and hash, and nothing else takes their place', async () => {
    const files = createEvidenceFiles(client, BUCKET);
    const bytes = randomBytes(3 * 1024 * 1024);
    const evidence = { contractId: 'c-1', sha256: hashOfBytes(bytes), bytes };
    expect([await files.keepFile(evidence), await files.keepFile(evidence)]).toEqual(['kept', 'known']);
    const read = await files.readFile('c-1', evidence.sha256);
    expect(hashOfBytes(read ?? new Uint8Array())).toBe(evidence.sha256);
    expect(await files.readFile('c-2', evidence.sha256)).toBeUndefined();
  });

  it('are refused when the bytes are not those of the hash', async () => {
    const files = createEvidenceFiles(client, BUCKET);
    const wrong = { contractId: 'c-1', sha256: 'f'.repeat(64), bytes: Uint8Array.of(1) };
    await expect(files.keepFile(wrong)).rejects.toMatchObject({ code: 'dependency.failed', retryable: false });
    expect(await files.readFile('c-1', 'f'.repeat(64))).toBeUndefined();
  });

  it('are those that do not fit the table, and are read as if they did', async () => {
    const store = createMemoryStore();
    const files = createEvidenceFiles(client, BUCKET);
    const whole = withEvidenceFiles(store, files);
    for (const [size, inTable] of [
      [MOST_EVIDENCE_IN_TABLE_BYTES, true],
      [MOST_EVIDENCE_IN_TABLE_BYTES + 1, false],
    ] as const) {
      const bytes = randomBytes(size);
      const sha256 = hashOfBytes(bytes);
      expect(await whole.keepEvidence({ contractId: 'c-3', sha256, bytes })).toBe('kept');
      expect((await store.readEvidence('c-3', sha256)) !== undefined).toBe(inTable);
      expect((await files.readFile('c-3', sha256)) !== undefined).toBe(!inTable);
      expect(hashOfBytes((await whole.readEvidence('c-3', sha256)) ?? new Uint8Array())).toBe(sha256);
    }
    expect(await whole.readEvidence('c-3', '0'.repeat(64))).toBeUndefined();
  });
});

describe('a mail in a bucket', () => {
  it('is read as SES wrote it, and is not there before', async () => {
    const mails = createStoredMails(client, BUCKET);
    expect(await mails.readMail('received/1')).toBeUndefined();
    standIn.put(BUCKET, 'received/1', Buffer.from('From: a\r\n\r\n'), 'application/octet-stream');
    expect(Buffer.from((await mails.readMail('received/1')) ?? []).toString()).toBe('From: a\r\n\r\n');
  });

  it('in a bucket that is not there, or behind a server that is not, is a failure and not a mail that is missing', async () => {
    await expect(createStoredMails(client, 'nowhere').readMail('x')).rejects.toMatchObject({
      code: 'dependency.failed',
    });
    const away = clientOf('http://127.0.0.1:1');
    await expect(createStoredMails(away, BUCKET).readMail('x')).rejects.toMatchObject({ retryable: true });
  });
});

describe('the S3 of the local system', () => {
  it('keeps an object with its type, its checksum and its key, whatever is in the key', async () => {
    const key = 'a b/ü+%2F?/(1)';
    const written = await put({ Key: key, Body: 'content', ContentType: 'text/plain' });
    expect(written).toMatchObject({
      ETag: `"${createHash('md5').update('content').digest('hex')}"`,
      ServerSideEncryption: 'AES256',
    });
    const read = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(read).toMatchObject({ ContentType: 'text/plain', ContentLength: 7, ChecksumCRC32: written.ChecksumCRC32 });
    expect(await read.Body?.transformToString()).toBe('content');
  });

  it('writes over an object, but not on condition that there is none', async () => {
    await put({ Key: 'once', Body: '1' });
    await put({ Key: 'once', Body: '2' });
    await expect(put({ Key: 'once', Body: '3', IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'once' }));
    expect(await Body?.transformToString()).toBe('2');
  });

  it.each<[string, Partial<PutObjectCommandInput>]>([
    ['BadDigest', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['BadDigest', { ChecksumSHA256: Buffer.alloc(32).toString('base64') }],
    ['BadDigest', { ChecksumSHA1: Buffer.alloc(20).toString('base64') }],
    ['BadDigest', { ChecksumCRC32: 'AAAAAA==' }],
    ['NotImplemented', { IfNoneMatch: '"etag"' }],
    ['NotImplemented', { IfMatch: '*' }],
    ['NotImplemented', { ACL: 'public-read' }],
    ['NoSuchBucket', { Bucket: 'nowhere' }],
    ['KeyTooLongError', { Key: 'x'.repeat(1025) }],
  ])('refuses with %s: %j', async (name, input) => {
    await expect(put(input)).rejects.toMatchObject({ name });
  });

  it('refuses what it does not have rather than passing it over', async () => {
    const range = new GetObjectCommand({ Bucket: BUCKET, Key: 'once', Range: 'bytes=0-1' });
    await expect(client.send(range)).rejects.toMatchObject({ name: 'NotImplemented' });
    for (const [method, path] of [
      ['DELETE', `/${BUCKET}/once`],
      ['GET', `/${BUCKET}`],
      ['GET', `/${BUCKET}/once?acl`],
      ['PUT', '/'],
    ]) {
      expect((await fetch(`${server.origin}${path}`, { method: method ?? '' })).status).toBeGreaterThanOrEqual(400);
    }
  });

  it('finds its objects again after a restart', async () => {
    await put({ Key: 'kept', Body: 'still here' });
    const again = createS3StandIn({ folder, buckets: [BUCKET], now: () => new Date() });
    const other = await serveHttp({ preferred: 0 }, again.service);
    const reader = clientOf(other.origin);
    const { Body } = await reader.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'kept' }));
    expect(await Body?.transformToString()).toBe('still here');
    reader.destroy();
    await other.stop();
  });
});
