import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AskedVendor } from '../shared/core/crm/vendors.ts';
import { fromPlain, toPlain } from '../shared/core/json.ts';
import type { Statement } from '../shared/core/statement/statement.ts';
import { comparable, readOutcome } from '../infra/local/year/outcome.ts';
import { play, type Played, type Progress } from '../infra/local/year/player.ts';
import { timeline } from '../infra/local/year/timeline.ts';
import { checkDataFolderIsFree } from '../infra/local/data-folder.ts';
import { checkEngineCanRun, thisMachine } from '../infra/local/engine.ts';
import { region } from '../infra/local/local-cloud.ts';
import { readContractFile } from './read-contract-file.ts';
import { print, WIDTH, wrap } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

const projectFolder = resolve(import.meta.dirname, '..');
/** `1999-04-06`, and the space after it. */
const DATE_WIDTH = 12;

export interface PlayArguments {
  readonly contract?: string;
  readonly until?: string;
  readonly serve: boolean;
  readonly keep: boolean;
  readonly port: number;
  readonly data?: string;
  readonly crm?: readonly AskedVendor[];
}

/**
 * The main job: the whole system on this machine, the agreement adopted, its year played, a timeline printed, and the
 * console left open until Ctrl-C. What it keeps lies in .tallystick/data.
 */
export async function runPlay(asked: PlayArguments): Promise<void> {
  const dataFolder = resolve(asked.data ?? join(projectFolder, '.tallystick', 'data'));
  const contractFile = resolve(asked.contract ?? join(projectFolder, 'contracts', 'auxer-pmr-1999.yaml'));
  checkAsked(contractFile, asked.until);
  checkDataFolderIsFree(dataFolder);
  tellBeginning(dataFolder, asked.keep);
  const started = performance.now();
  const played = await play({
    projectFolder,
    dataFolder,
    contractFile,
    keep: asked.keep,
    port: asked.port,
    onProgress: tell,
    ...(asked.until === undefined ? {} : { until: asked.until }),
  });
  const seconds = (performance.now() - started) / 1000;
  await tellEnd(played, dataFolder, seconds);
  if (asked.serve) await serve(played, asked.crm ?? []);
  await played.system.stop();
}

/** Whatever would stop the run later is said before anything is removed or started. */
function checkAsked(contractFile: string, until: string | undefined): void {
  checkEngineCanRun(thisMachine());
  const { terms } = readContractFile(contractFile);
  if (until !== undefined && until < terms.dated) {
    throw new UsageError(
      `--until ${until} is before ${terms.dated}, the date of the agreement. Give that day or a later one.`,
    );
  }
}

function tellBeginning(dataFolder: string, keep: boolean): void {
  const place = dataFolder.startsWith(projectFolder) ? dataFolder.slice(projectFolder.length + 1) : dataFolder;
  if (keep && existsSync(dataFolder)) console.log(`Going on with what ${place} holds.\n`);
  else if (existsSync(dataFolder)) console.log(`Starting afresh: what ${place} held goes. (--keep goes on with it.)\n`);
}

function tell({ at, what }: Progress): void {
  print(wrap(what, WIDTH - DATE_WIDTH).map((line, index) => `${(index === 0 ? at : '').padEnd(DATE_WIDTH)}${line}`));
}

async function tellEnd(played: Played, dataFolder: string, seconds: number): Promise<void> {
  const outcome = await readOutcome(played);
  const { contractId, call } = played.stage;
  const statements: Statement[] = [];
  for (const { id } of outcome.view.statements) {
    statements.push(fromPlain(await call('GET', `/api/contracts/${contractId}/statements/${id}`)));
  }
  writeFileSync(
    join(dataFolder, 'outcome.json'),
    JSON.stringify({ ...Object(toPlain(outcome)), comparable: comparable(outcome) }),
  );
  console.log(`\n${timeline(outcome.view, statements)}`);
  console.log(`Played in ${seconds.toFixed(1)} seconds.`);
}

/** Serves the console, tells the other commands where the system is, and waits for Ctrl-C. */
async function serve({ system, stage }: Played, vendors: readonly AskedVendor[]): Promise<void> {
  const { consoleOf } = await import('./console-of.ts');
  const { origin: crmOrigin } = await system.connectCrm(stage.contractId);
  const accounts: string[] = [];
  for (const vendor of vendors) {
    const { standIn, origin } = await system.connectVendor(stage.contractId, vendor);
    accounts.push(`\n  ${`Its ${standIn.form.label}, and what opens it:`.padEnd(47)}${origin}/`);
  }
  system.servePages(await consoleOf({ system, stage }));
  const { accessKeyId, secretAccessKey } = system.operator;
  const address = join(projectFolder, '.tallystick', 'local.json');
  mkdirSync(join(projectFolder, '.tallystick'), { recursive: true });
  writeFileSync(
    address,
    JSON.stringify({ origin: system.origin, mail: system.sesInboxOrigin, accessKeyId, secretAccessKey, region }),
    {
      mode: 0o600,
    },
  );
  console.log(`
  The contract, its ledger and both statements:  ${system.origin}/
  The mail that was sent:                        ${system.sesInboxOrigin}/inbox
  The mail that comes in:                        ${system.sesInboxOrigin}/inbound
  The client's CRM:                              ${crmOrigin}/${accounts.join('')}

In another terminal: npx tallystick ledger ${stage.contractId}, or --help.
Ctrl-C stops everything.`);
  await untilStopped();
  rmSync(address, { force: true });
  console.log('\nStopped. `npm start -- --keep` goes on from here.');
}

function untilStopped(): Promise<void> {
  return new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped());
  });
}
