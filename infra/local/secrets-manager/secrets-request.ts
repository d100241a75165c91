import * as z from 'zod';
import type { SecretValue } from './secret-versions.ts';
import { SecretsManagerError } from './secrets-manager-error.ts';

const MAX_VALUE_BYTES = 65_536;

/** The parameters of every operation that the stand-in knows. */
const requestSchema = z.looseObject({
  SecretId: z.string().min(1).max(2048).optional(),
  Name: z.string().min(1).max(512).optional(),
  Description: z.string().max(2048).optional(),
  SecretString: z.string().min(1).optional(),
  SecretBinary: z.base64().min(1).optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
  VersionId: z.string().min(32).max(64).optional(),
  VersionStage: z.string().min(1).max(256).optional(),
  VersionStages: z.array(z.string().min(1).max(256)).min(1).max(20).optional(),
});

export type SecretsRequest = z.infer<typeof requestSchema>;

/** Throws SerializationException or ValidationException. */
export function readRequest(body: string): SecretsRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new SecretsManagerError('SerializationException', 'The request is not JSON.');
  }
  const parsed = requestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SecretsManagerError(
    'ValidationException',
    `${faults.length} validation error(s) detected: ${faults.join('; ')}`,
  );
}

/** The value that a request carries, if any; throws unless it is one value of at most 64 KiB. */
export function valueOf({ SecretString, SecretBinary }: SecretsRequest): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new SecretsManagerError(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  const size =
    SecretBinary === undefined ? Buffer.byteLength(SecretString ?? '') : Buffer.byteLength(SecretBinary, 'base64');
  if (size > MAX_VALUE_BYTES) {
    throw new SecretsManagerError(
      'ValidationException',
      `The secret value is ${size} bytes long; at most ${MAX_VALUE_BYTES} are allowed.`,
    );
  }
  if (SecretBinary !== undefined) return { secretBinary: SecretBinary };
  return SecretString === undefined ? undefined : { secretString: SecretString };
}
