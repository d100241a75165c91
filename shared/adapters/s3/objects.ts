import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3ServiceException,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DependencyError } from '../../core/errors.ts';

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** The bytes of an object; undefined when there is none. Errors: `dependency.failed`. */
export async function readObject(client: S3Client, { bucket, key }: ObjectName): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await Body?.transformToByteArray();
  } catch (cause) {
    if (cause instanceof NoSuchKey) return undefined;
    throw failed('read', cause);
  }
}

/** Writes an object once: `known` when there is one already, which stays as it is. Errors: `dependency.failed`. */
export async function writeObjectOnce(
  client: S3Client,
  { bucket, key }: ObjectName,
  content: Pick<PutObjectCommandInput, 'ContentType' | 'ChecksumSHA256'> & { readonly Body: Uint8Array },
): Promise<'written' | 'known'> {
  try {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, IfNoneMatch: '*', ...content }));
    return 'written';
  } catch (cause) {
    if (statusOf(cause) === 412) return 'known';
    throw failed('written', cause);
  }
}

/** 409 is S3's answer while another write of the same key is under way. */
function failed(what: 'read' | 'written', cause: unknown): DependencyError {
  const reason = cause instanceof Error ? cause.name : 'unknown';
  const status = statusOf(cause);
  return new DependencyError('S3', `An object could not be ${what} (${reason}).`, {
    retryable: status === undefined || status >= 500 || status === 409 || status === 429,
    details: { reason },
    cause,
  });
}

function statusOf(cause: unknown): number | undefined {
  return cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
}
