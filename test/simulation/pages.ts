import { apiRoutes } from '../../functions/api/routes.ts';
import { workingPage } from '../../shared/adapters/pages/working-page.ts';
import { crmApi } from '../builders/crm-api.ts';
import { memoryMailNotes } from '../builders/memory-mail-notes.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { broken, type Broken } from './broken.ts';
import { canariesOf, markOf, type Who } from './canary.ts';
import type { Machine } from './machine.ts';
import { soundOf } from './sound.ts';

const PUBLIC: readonly Who[] = ['both'];
const KEPT_BY_THE_OPERATOR: readonly Who[] = ['client', 'consultant', 'both', 'operator'];

/**
 * Reads every page that there is of each contract in the end: the workings, which whoever holds the link of an invoice may
 * see, and what the api answers to the CLI and the console. Nothing of another contract is on one, and never a salt.
 */
export async function strayPages(machine: Machine): Promise<Broken> {
  const app = apiOf(machine);
  for (const [id, { workings, statements, postings }] of soundOf(machine.outside)) {
    for (const [hash] of workings) {
      const working = await machine.outside.store.readWorking(id, hash);
      const wrong = working === undefined ? undefined : stray(id, 'a working', await workingPage(working), PUBLIC);
      if (wrong !== undefined) return wrong;
    }
    const receivables = new Set([...postings.values()].map(({ receivableId }) => receivableId));
    const pages = [
      '',
      '/introductions',
      '/introductions/mails',
      '/introductions/proof',
      '/waiting',
      '/crm',
      ...[...statements.keys()].map((statement) => `/statements/${statement}`),
      ...[...receivables].map((receivable) => `/receivables/${receivable}`),
    ];
    for (const page of pages) {
      const answer = await app.request(`/api/contracts/${id}${page}`);
      if (answer.status !== 200)
        return broken('every page can be read', `${id}${page} is answered with ${answer.status}`);
      const wrong = stray(id, page, await answer.text(), KEPT_BY_THE_OPERATOR);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

function stray(contractId: string, page: string, text: string, mayBe: readonly Who[]): Broken {
  const own = markOf(contractId);
  const found = canariesOf(text).find(({ who, of }) => of !== own || !mayBe.includes(who));
  if (found === undefined) return undefined;
  return broken('a page holds nothing of others', `${page} of ${contractId}: a canary for ${found.who} of ${found.of}`);
}

/** The real routes over what a run has left; reading a page rings for nothing. */
function apiOf({ outside, log, time }: Machine): ReturnType<typeof apiRoutes> {
  const rings = (): never => {
    throw new TypeError('reading a page rings for nothing');
  };
  const bells = { ringContract: rings, ringStart: rings };
  return apiRoutes(
    {
      ...crmApi(),
      store: outside.store,
      activations: outside.activations,
      reconciliations: memoryReconciliations(),
      bell: bells,
      bells,
      inbound: { accept: rings },
      intakeDomain: undefined,
      notes: memoryMailNotes(),
      log,
      newSalt: () => '5a17',
    },
    () => ({ now: time.instant, caller: 'arn:aws:iam::000000000000:user/operator' }),
  );
}
