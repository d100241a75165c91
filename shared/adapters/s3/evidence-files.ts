import type { S3Client } from '@aws-sdk/client-s3';
import type { EvidenceFiles } from '../../ports/mail-intake.ts';
import { readObject, writeObjectOnce, type ObjectName } from './objects.ts';

/** Evidence in a bucket, each file under its contract and its own hash, which S3 checks once more as it comes in. */
export function createEvidenceFiles(client: S3Client, bucket: string): EvidenceFiles {
  const nameOf = (contractId: string, sha256: string): ObjectName => ({ bucket, key: `${contractId}/${sha256}` });
  return {
    keepFile: async ({ contractId, sha256, bytes }) => {
      const outcome = await writeObjectOnce(client, nameOf(contractId, sha256), {
        Body: bytes,
        ContentType: 'application/octet-stream',
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      });
      return outcome === 'written' ? 'kept' : 'known';
    },
    readFile: (contractId, sha256) => readObject(client, nameOf(contractId, sha256)),
  };
}
