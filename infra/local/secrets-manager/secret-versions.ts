import type { KeptSecret, SecretVersion } from './kept-secret.ts';
import { SecretsManagerError } from './secrets-manager-error.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';

/** What a caller may put into a secret; exactly one of the two. */
export type SecretValue = { secretString: string } | { secretBinary: string };

/** The version with that id, or at that stage (AWSCURRENT unless told); both when both are given. */
export function versionOf(secret: KeptSecret, wanted: { versionId?: string; stage?: string }): SecretVersion {
  const { versionId, stage } = wanted;
  const stageWanted = stage ?? (versionId === undefined ? CURRENT : undefined);
  const found = secret.versions.find(
    (version) =>
      (versionId === undefined || version.versionId === versionId) &&
      (stageWanted === undefined || version.stages.includes(stageWanted)),
  );
  if (found !== undefined) return found;
  const what = versionId === undefined ? `staging label: ${stageWanted}` : `VersionId: ${versionId}`;
  throw new SecretsManagerError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}

/**
 * The secret with one more version, which takes `stages`; when it takes AWSCURRENT, the version that had it becomes
 * AWSPREVIOUS. The same version id with the same value changes nothing; with another value it is refused.
 */
export function withVersion(
  secret: KeptSecret,
  added: { versionId: string; value: SecretValue; stages: readonly string[]; now: string },
): KeptSecret {
  const { versionId, value, now } = added;
  // A secret's first version is current whatever the caller asks for.
  const stages = secret.versions.length === 0 ? [...new Set([CURRENT, ...added.stages])] : added.stages;
  const existing = secret.versions.find((version) => version.versionId === versionId);
  if (existing !== undefined) {
    if (holds(existing, value)) return secret;
    throw new SecretsManagerError(
      'ResourceExistsException',
      "You can't use ClientRequestToken " +
        versionId +
        ' because that value is already in use for a version of secret ' +
        secret.arn +
        '.',
    );
  }
  const older = secret.versions.map((version) => ({ ...version, stages: stagesLeft(version.stages, stages) }));
  return {
    ...secret,
    changedAt: now,
    versions: [...older, { versionId, ...value, stages: [...stages], createdAt: now }],
  };
}

export function holds(version: SecretVersion, value: SecretValue): boolean {
  return 'secretString' in value
    ? version.secretString === value.secretString
    : version.secretBinary === value.secretBinary;
}

/** What an older version keeps of its stages when a newer one takes `taken`. */
function stagesLeft(own: readonly string[], taken: readonly string[]): string[] {
  const left = own.filter((stage) => !taken.includes(stage));
  if (!taken.includes(CURRENT)) return left;
  const others = left.filter((stage) => stage !== PREVIOUS);
  return own.includes(CURRENT) ? [...others, PREVIOUS] : others;
}
