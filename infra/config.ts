import * as z from 'zod';

/** The periods that CloudWatch Logs can keep a log for, as far as this project has a use for them. */
const logRetentionDays = [7, 14, 30, 60, 90, 180, 365, 731, 1827, 3653] as const;

const domainPattern = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

const configSchema = z
  .strictObject({
    deployment: z.string().regex(/^[a-z][a-z0-9-]{1,29}$/),
    mailDomain: z.string().max(253).regex(domainPattern),
    mailFrom: z.email(),
    introductionsDomain: z.string().max(253).regex(domainPattern).optional(),
    alarmEmail: z.email().optional(),
    logRetentionDays: z.literal([...logRetentionDays]),
    stopMoney: z.boolean(),
    apiThrottle: z.strictObject({
      requestsPerSecond: z.int().min(1).max(1000),
      burst: z.int().min(1).max(2000),
    }),
  })
  .refine(({ mailDomain, mailFrom }) => mailFrom.endsWith(`@${mailDomain}`), { path: ['mailFrom'] })
  .refine(({ mailDomain, introductionsDomain }) => introductionsDomain !== mailDomain, {
    path: ['introductionsDomain'],
  });

/** What each field may be, in the words of the error about it. */
const allowedValues: Readonly<Record<string, string>> = {
  '': 'an object',
  deployment: 'two to thirty lower-case letters, digits and hyphens, such as "acme"',
  mailDomain: 'a domain name in lower case, such as "statements.example.com"',
  mailFrom: 'an e-mail address at exactly mailDomain, such as "tallystick@statements.example.com"',
  introductionsDomain:
    'a domain name of its own, such as "introductions.example.com", and not mailDomain; or left out, and no e-mail is taken',
  alarmEmail: 'an e-mail address, or left out',
  logRetentionDays: `one of ${logRetentionDays.join(', ')}`,
  stopMoney: 'true or false',
  apiThrottle: 'an object with requestsPerSecond and burst',
  'apiThrottle.requestsPerSecond': 'a whole number from 1 to 1000',
  'apiThrottle.burst': 'a whole number from 1 to 2000',
};

/**
 * What an operator decides about one deployment: the object `tallystick` in the context of cdk.json.
 *
 * `deployment` begins the names of the secrets; `stopMoney` is the kill switch of docs/deploy.md.
 */
export type DeploymentConfig = Readonly<z.infer<typeof configSchema>>;

/** The parts of a CDK node that the configuration is read from. */
export interface ContextReader {
  tryGetContext(key: string): unknown;
}

/** Thrown with all faults of the configuration at once. */
export class DeploymentConfigError extends Error {
  override readonly name = 'DeploymentConfigError';
  readonly code = 'deployment-config-invalid';
}

/**
 * Reads the configuration, and lets `cdk deploy -c stopMoney=true` override the one value that is urgent.
 *
 * @throws DeploymentConfigError naming each field, what was found and what is allowed.
 */
export function readDeploymentConfig(node: ContextReader): DeploymentConfig {
  const found = node.tryGetContext('tallystick');
  if (found === undefined) {
    throw new DeploymentConfigError(
      'cdk.json has no "tallystick" object in its "context". docs/deploy.md lists its fields; `git show HEAD:cdk.json` prints the example.',
    );
  }
  return parseDeploymentConfig(withOverride(found, node.tryGetContext('stopMoney')));
}

/** Checks an object of the shape of `DeploymentConfig`. Throws as readDeploymentConfig does. */
export function parseDeploymentConfig(found: unknown): DeploymentConfig {
  const parsed = configSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => describeIssue(issue, found));
  throw new DeploymentConfigError(
    `The "tallystick" object in the context of cdk.json is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
  );
}

/** The command line gives text; anything else than true or false reaches the schema as it is and is refused there. */
function withOverride(found: unknown, stopMoney: unknown): unknown {
  if (stopMoney === undefined || typeof found !== 'object') return found;
  const value = stopMoney === 'true' ? true : stopMoney === 'false' ? false : stopMoney;
  return { ...found, stopMoney: value };
}

function describeIssue(issue: z.core.$ZodIssue, found: unknown): string {
  const field = ['tallystick', ...issue.path].join('.');
  if (issue.code === 'unrecognized_keys') {
    const allowed = Object.keys(issue.path.length === 0 ? configSchema.shape : configSchema.shape.apiThrottle.shape);
    return `${field}: unknown ${issue.keys.map((key) => `"${key}"`).join(', ')}. Allowed here: ${allowed.join(', ')}.`;
  }
  const value = valueAt(found, issue.path);
  const shown = value === undefined ? 'nothing' : JSON.stringify(value);
  return `${field}: found ${shown}; it must be ${allowedValues[issue.path.join('.')] ?? issue.message}.`;
}

function valueAt(found: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    found,
  );
}
