import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunctions } from './bundle.ts';
import { crmApiBases } from './constructs/crm-api-bases.ts';
import { play } from './local/year/player.ts';

/** `npm run bench`: size and cold import of each function beside a bare handler's, and the AWS calls that each makes. */
const projectFolder = resolve(import.meta.dirname, '..');
const RUNS = 9;

/** Milliseconds of `await import(bundle)` in a fresh process; the median of several. */
function coldImport(file: string): number {
  const script =
    'const s=performance.now();await import(process.argv[1]);console.log(performance.now()-s);process.exit(0)';
  const times = Array.from({ length: RUNS }, () =>
    Number(
      execFileSync(process.execPath, ['--input-type=module', '-e', script, file], {
        env: EVERY_VARIABLE,
        encoding: 'utf8',
      }),
    ),
  );
  return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}

/** What the functions read at cold start; nothing is called at import. */
const EVERY_VARIABLE: Record<string, string> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'Tallystick',
  TABLE_NAME: 'bench',
  DEPLOYMENT: 'bench',
  CRM_SECRET_PREFIX: 'bench/crm/',
  CRM_API_SECRET_PREFIX: 'bench/crm-api/',
  CRM_API_BASES: crmApiBases,
  MAIL_FROM: 'bench@example.com',
  MAIL_CONFIGURATION_SET: 'bench',
  ...Object.fromEntries(
    [
      'INBOUND_QUEUE_URL',
      'CONTRACT_QUEUE_URL',
      'INVOICE_QUEUE_URL',
      'STATEMENT_QUEUE_URL',
      'RECONCILE_QUEUE_URL',
      'STRIPE_API_BASE',
      'PUBLIC_BASE_URL',
    ].map((name) => [name, 'http://127.0.0.1:1/bench']),
  ),
  ...Object.fromEntries(
    ['STRIPE_WEBHOOK_SECRET_ARN', 'STRIPE_SECRET_ARN', 'ACTIVATION_SECRET_ARN'].map((name) => [name, 'bench']),
  ),
};

interface Row {
  readonly name: string;
  readonly kilobytes: number;
  readonly gzipped: number;
  readonly milliseconds: number;
}

function measure(name: string, file: string): Row {
  const source = readFileSync(file);
  return {
    name,
    kilobytes: statSync(file).size / 1024,
    gzipped: gzipSync(source).length / 1024,
    milliseconds: coldImport(file),
  };
}

function bareHandler(): Row {
  const folder = join(tmpdir(), 'tallystick-bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.mjs');
  writeFileSync(file, 'export const handler = async () => ({ statusCode: 200 });\n');
  return measure('a bare handler', file);
}

async function callsOfTheYear(): Promise<
  Map<string, { invocations: number; calls: Map<string, number>; milliseconds: number[] }>
> {
  const told = new Map<string, { invocations: number; calls: Map<string, number>; milliseconds: number[] }>();
  const of = (name: string) => {
    const known = told.get(name) ?? { invocations: 0, calls: new Map<string, number>(), milliseconds: [] };
    told.set(name, known);
    return known;
  };
  const started = performance.now();
  const { system } = await play({
    projectFolder,
    dataFolder: join(tmpdir(), 'tallystick-bench', 'data'),
    contractFile: join(projectFolder, 'contracts', 'auxer-pmr-1999.yaml'),
    keep: false,
    port: 0,
    onProgress: () => undefined,
    onStarted: (local) => {
      local.onInvocation(({ functionName, milliseconds }) => {
        const known = of(functionName);
        known.invocations += 1;
        known.milliseconds.push(milliseconds);
      });
    },
  });
  const seconds = (performance.now() - started) / 1000;
  const serviceOf = new Map(
    system.deployed.functions.map((deployed) => [deployed.name, deployed.environment['POWERTOOLS_SERVICE_NAME']]),
  );
  for (const { caller, action, count } of system.calls.calls()) {
    const { calls } = of(caller);
    calls.set(action, (calls.get(action) ?? 0) + count);
  }
  await system.stop();
  const byService = new Map(
    [...told].flatMap(([name, row]) => {
      const service = serviceOf.get(name);
      return service === undefined ? [] : [[service, row] as const];
    }),
  );
  console.log(`\nThe year 1999 played in ${seconds.toFixed(1)} s.`);
  return byService;
}

const { functionsFolder, names, milliseconds } = await bundleFunctions(projectFolder);
console.log(
  `Bundled in ${Math.round(milliseconds)} ms (0 when nothing changed). Median of ${RUNS} cold imports each, Node ${process.version}.\n`,
);
const bare = bareHandler();
const rows = [bare, ...names.map((name) => measure(name, join(functionsFolder, name, 'index.mjs')))];
console.log(
  `${'function'.padEnd(24)}${'KB'.padStart(8)}${'gzip'.padStart(8)}${'import ms'.padStart(11)}${'x bare'.padStart(9)}`,
);
for (const row of rows) {
  const ratio = row.milliseconds / bare.milliseconds;
  console.log(
    row.name.padEnd(24) +
      row.kilobytes.toFixed(0).padStart(8) +
      row.gzipped.toFixed(0).padStart(8) +
      row.milliseconds.toFixed(1).padStart(11) +
      ratio.toFixed(1).padStart(9),
  );
}

const told = await callsOfTheYear();
console.log(
  `\n${'function'.padEnd(24)}${'runs'.padStart(6)}${'median ms'.padStart(11)}  AWS calls a run (a transaction as its parts)`,
);
for (const [name, { invocations, calls, milliseconds: times }] of [...told].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  if (invocations === 0) continue;
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const each = [...calls]
    .map(([action, count]) => `${action.replace(/^.*:/, '')} ${(count / invocations).toFixed(1)}`)
    .join(', ');
  console.log(`${name.padEnd(24)}${String(invocations).padStart(6)}${median.toFixed(0).padStart(11)}  ${each}`);
}
