import { importsOf, type SourceFile } from './source-files.ts';

const EXPLAINED = 'ARCHITECTURE.md, Rooms';

interface Room {
  /** The rooms of this repository that it may import from; a room is the start of a path. */
  readonly may: readonly string[];
  /** The packages that it may import; undefined leaves them open. */
  readonly packages?: readonly string[];
}

/** Functions wire their adapters themselves, as each needs others; so they may import them. */
const ROOMS: Readonly<Record<string, Room>> = {
  'shared/core/': {
    may: ['shared/core/'],
    packages: ['zod', 'temporal-polyfill', 'fastest-levenshtein', 'node:crypto'],
  },
  'shared/ports/': { may: ['shared/core/', 'shared/ports/'], packages: [] },
  'shared/app/': { may: ['shared/core/', 'shared/ports/', 'shared/app/'], packages: ['zod'] },
  'shared/adapters/': { may: ['shared/core/', 'shared/ports/'] },
  'shared/runtime/': { may: ['shared/core/', 'shared/ports/', 'shared/adapters/', 'shared/runtime/'] },
  'functions/': { may: ['shared/core/', 'shared/ports/', 'shared/app/', 'shared/adapters/', 'shared/runtime/'] },
  'cli/': { may: ['shared/core/', 'shared/app/', 'shared/runtime/', 'infra/local/', 'cli/'] },
  'infra/local/': { may: ['shared/core/', 'shared/app/', 'shared/adapters/documents/', 'infra/'] },
  'infra/': { may: ['infra/'] },
  // A test may look at anything, the event schemas of functions among it.
  'test/': { may: ['shared/', 'functions/', 'cli/', 'infra/', 'test/'] },
};

/** One vendor's packages an adapter; node's own and zod are anybody's. */
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  'shared/adapters/dynamodb/': ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  'shared/adapters/documents/': ['@myriaddreamin/typst-ts-node-compiler', 'hono'],
  'shared/adapters/mime/': ['postal-mime'],
  'shared/adapters/pages/': ['hono'],
  'shared/adapters/s3/': ['@aws-sdk/client-s3'],
  'shared/adapters/secrets-manager/': ['@aws-sdk/client-secrets-manager'],
  'shared/adapters/ses/': ['@aws-sdk/client-ses', 'nodemailer'],
  'shared/adapters/sqs/': ['@aws-sdk/client-sqs'],
  'shared/adapters/stripe/': ['stripe'],
  'shared/adapters/webhooks/': [],
  'shared/adapters/http/': [],
  // A reader of XML, which is what Salesforce sends.
  'shared/adapters/crm/salesforce/': ['saxes'],
  'shared/adapters/crm/': [],
};

/** What connectors share: signatures on raw bytes, and asking an API for JSON. */
const SHARED_BY_CRMS = ['shared/adapters/webhooks/', 'shared/adapters/http/'];

/** Every import of a file that its room does not allow, each as a message that names the file, the rule and its place. */
export function importViolations(file: SourceFile): string[] {
  const broken = importsOf(file).flatMap((name) => {
    const rule = isOurs(name) ? ruleOnRooms(file.path, name) : ruleOnPackages(file.path, name);
    return rule === undefined ? [] : [`${file.path} imports ${name}: ${rule} See ${EXPLAINED}.`];
  });
  const isBarrel = /(^|\/)index\.m?ts$/.test(file.path);
  return isBarrel
    ? [...broken, `${file.path}: no index.ts; name a file after what it holds. See ${EXPLAINED}.`]
    : broken;
}

function ruleOnRooms(path: string, target: string): string | undefined {
  const [name, room] = roomOf(path);
  const home = homeOf(path);
  if (home !== undefined && target.startsWith(home)) return undefined;
  if (path.startsWith('shared/adapters/crm/') && SHARED_BY_CRMS.some((folder) => target.startsWith(folder))) {
    return undefined;
  }
  if (
    room.may.some((allowed) => target.startsWith(allowed)) &&
    !(name === 'infra/' && target.startsWith('infra/local/') && !isTool(path))
  )
    return undefined;
  return `${name} may import only ${room.may.join(', ')}${home === undefined ? '' : ` and ${home}`}.`;
}

function ruleOnPackages(path: string, target: string): string | undefined {
  const [name, room] = roomOf(path);
  if (room.packages !== undefined && !isAmong(target, room.packages)) {
    return `${name} may import only the packages ${room.packages.join(', ') || '(none)'}.`;
  }
  if (name !== 'shared/adapters/') return undefined;
  const [adapter, vendor] = Object.entries(VENDORS).find(([folder]) => path.startsWith(folder)) ?? [];
  if (adapter === undefined || vendor === undefined)
    return 'an adapter that has no vendor in test/architecture/import-rules.ts.';
  if (isAmong(target, [...vendor, 'zod']) || target.startsWith('node:')) return undefined;
  return `${adapter} may import only one vendor: ${vendor.join(', ') || '(none)'}.`;
}

/** A folder whose files always belong together: one function, one adapter. */
function homeOf(path: string): string | undefined {
  return /^(functions\/[^/]+\/|shared\/adapters\/(?:crm\/)?[^/]+\/)/.exec(path)?.[1];
}

/** Development scripts at the top of infra/ (such as the bench) may start the local system; what is deployed may not. */
function isTool(path: string): boolean {
  return /^infra\/[^/]+$/.test(path);
}

function roomOf(path: string): [string, Room] {
  const found = Object.entries(ROOMS).find(([folder]) => path.startsWith(folder));
  if (found === undefined) throw new Error(`${path} lies in no room that test/architecture/import-rules.ts knows.`);
  return found;
}

function isOurs(name: string): boolean {
  return Object.keys(ROOMS).some((folder) => name.startsWith(folder.split('/')[0] + '/'));
}

function isAmong(name: string, packages: readonly string[]): boolean {
  return packages.some((allowed) => name === allowed || name.startsWith(`${allowed}/`));
}
