import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ContractView } from '../../../shared/app/view-contract.ts';
import { dateIn, startOfDay } from '../../../shared/core/calendar/instant.ts';
import { daysAfter, monthsAfter } from '../../../shared/core/calendar/plain-date.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import type { Terms } from '../../../shared/core/terms/terms.ts';
import { synthesiseUnchecked } from '../../synthesise.ts';
import { DataFolderError, removeDataFolder } from '../data-folder.ts';
import { openKeptStore, type KeptStore } from '../kept-store.ts';
import { startLocalSystem, type LocalSystem } from '../local-system.ts';
import type { Stage, Step } from './step.ts';
import { YEAR_1999 } from './year-1999.ts';

export interface PlayOptions {
  readonly projectFolder: string;
  readonly dataFolder: string;
  readonly contractFile: string;
  /** The last day to play; the default is a year's end and the statement after it. */
  readonly until?: string;
  /** Goes on where the last run stopped, instead of starting afresh. */
  readonly keep: boolean;
  readonly port: number;
  readonly onProgress: (line: Progress) => void;
  /** Told once the system runs, before anything happens in it. */
  readonly onStarted?: (system: LocalSystem) => void;
}

export interface Progress {
  readonly at: string;
  readonly what: string;
}

export interface Played {
  readonly system: LocalSystem;
  readonly stage: Stage;
  readonly terms: Terms;
}

/** The 1999 agreement has a story; for any other contract file only time passes. */
const STORIES: Readonly<Record<string, readonly Step[]>> = { 'auxer-pmr-1999': YEAR_1999 };

/**
 * Starts the local system, adopts the contract and plays its time, step by step. Killed at any moment, it carries on
 * with `keep`: each step is marked when it is done, and may be run twice.
 */
export async function play(options: PlayOptions): Promise<Played> {
  const file: unknown = parse(readFileSync(options.contractFile, 'utf8'));
  const { terms } = readContract(file);
  if (!options.keep) removeDataFolder(options.dataFolder);
  const assemblyFolder = join(options.projectFolder, '.tallystick', 'cdk.out');
  options.onProgress({ at: '', what: 'Bundling the functions and synthesising the stack' });
  await synthesiseUnchecked({ projectFolder: options.projectFolder, outputFolder: assemblyFolder });
  options.onProgress({ at: '', what: 'Starting DynamoDB, SQS, Stripe, SES, Secrets Manager and the CRM on 127.0.0.1' });
  const startAt = new Date(startOfDay(terms.dated, terms.timeZone));
  startAt.setUTCHours(startAt.getUTCHours() + 9);
  const { dataFolder, port } = options;
  const system = await startLocalSystem({ assemblyFolder, dataFolder, port, startAt });
  options.onStarted?.(system);
  // The client reads its invoices as the consultant's account writes them: in its name, on the days of the agreement.
  system.stripe.setUp({ accountName: terms.consultant.name, timeZone: terms.timeZone });
  const done = openKeptStore(join(dataFolder, 'played.sqlite'));
  try {
    checkSameContract(done, terms, dataFolder);
    const stage = await openStage(system, terms.id);
    await playSteps(stage, terms, [adoption(file), ...(STORIES[terms.id] ?? [])], done, options);
    return { system, stage, terms };
  } catch (error) {
    await system.stop();
    throw error;
  } finally {
    done.close();
  }
}

/** Throws {@link DataFolderError} when an earlier run played another contract into the folder. */
function checkSameContract(done: KeptStore, terms: Terms, dataFolder: string): void {
  const played = done.get<string>('contract', 'played');
  if (played !== undefined && played !== terms.id) {
    throw new DataFolderError(
      `${dataFolder} holds the contract ${played}, and the contract file is that of ${terms.id}. ` +
        'Leave --keep out to start afresh, or name another folder with --data.',
    );
  }
  done.put('contract', 'played', terms.id);
}

async function openStage(system: LocalSystem, contractId: string): Promise<Stage> {
  const { crm } = await system.connectCrm(contractId);
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await system.asOperator(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
  const view = async (): Promise<ContractView> => fromPlain(await call('GET', `/api/contracts/${contractId}`));
  return { system, crm, contractId, view, call };
}

/** The operator switches money and mail on and adopts the agreement. */
function adoption(file: unknown): Step {
  return {
    id: 'adopt',
    at: '',
    what: 'The operator switches the system on and adopts the agreement',
    run: async ({ call, contractId, system }) => {
      const by = 'the operator';
      await call('POST', '/api/switch', {
        action: 'switch-on',
        by,
        why: 'the first contract goes live',
      });
      await call('PUT', `/api/contracts/${contractId}`, { file, by });
      await system.quiesce();
    },
  };
}

async function playSteps(
  stage: Stage,
  terms: Terms,
  steps: readonly Step[],
  done: KeptStore,
  options: PlayOptions,
): Promise<void> {
  const { system } = stage;
  const until = new Date(startOfDay(daysAfter(lastDay(terms, options.until), 1), terms.timeZone));
  const watch = statementWatch(stage, options.onProgress);
  const advance = async (to: Date): Promise<void> => {
    if (to > system.clock.now()) await system.advanceTo(to, { onStop: watch });
  };
  for (const step of steps) {
    if (step.at !== '' && new Date(step.at) > until) break;
    if (done.get('step', step.id) !== undefined) continue;
    if (step.at !== '') await advance(new Date(step.at));
    options.onProgress({ at: dateIn(system.clock.now().toISOString(), terms.timeZone), what: step.what });
    await step.run(stage);
    await watch();
    done.put('step', step.id, { done: true });
  }
  await system.quiesce();
  await advance(until);
}

/** The last day to play. For the story of 1999 it is the year's end; for another contract, a year from its date. */
function lastDay(terms: Terms, until: string | undefined): string {
  if (until !== undefined) return until;
  const story = STORIES[terms.id]?.at(-1);
  return story === undefined ? daysAfter(monthsAfter(terms.dated, 12), -1) : `${story.at.slice(0, 4)}-12-31`;
}

/** Reports each retainer and statement as time passes it. */
function statementWatch({ view }: Stage, onProgress: (line: Progress) => void): () => Promise<void> {
  let postings = 0;
  let statements = 0;
  return async () => {
    const now = await view();
    const retainers = now.postings.slice(postings).filter(({ kind }) => kind === 'retainer');
    const news = [
      ...retainers.map(({ accruesOn, description }) => ({ at: accruesOn, what: `${description}: invoiced` })),
      ...now.statements.slice(statements).map(({ id, number, tallyCode }) => ({
        at: id,
        what: `Statement ${number} to both parties, tally ${tallyCode}`,
      })),
    ];
    // After an outage several come at once, of one kind and the other.
    for (const line of news.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))) onProgress(line);
    postings = now.postings.length;
    statements = now.statements.length;
  };
}
