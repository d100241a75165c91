import { describe, expect, it } from 'vitest';
import { closeReader } from '../../../../shared/adapters/crm/close/crm.ts';
import type { Crm } from '../../../../shared/ports/crm.ts';
import { aJsonApi, type ApiRequest } from '../../../builders/a-json-api.ts';

interface Opportunity {
  readonly id: string;
  date_updated: string;
}

const at = (second: number): string =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString().replace('Z', '000+00:00');
const open = (origin: string): Crm =>
  closeReader.open({ apiKey: 'api_of-a-test' }, origin, { deal: [], company: [], contact: [] });

/** Lists opportunities as Close does: by when they were updated, from a moment, skipping as many as are asked to be. */
function list(all: readonly Opportunity[], { query }: ApiRequest): readonly [number, unknown] {
  const since = Date.parse(query.get('date_updated__gte') ?? '');
  const [skip, limit] = [Number(query.get('_skip')), Number(query.get('_limit'))];
  const found = all
    .filter(({ date_updated }) => Date.parse(date_updated) >= since)
    .toSorted((a, b) => (a.date_updated < b.date_updated ? -1 : 1));
  return [200, { data: found.slice(skip, skip + limit), has_more: skip + limit < found.length }];
}

/** Every id that a whole pull names; `between` is what happens in Close after each page. */
async function pulled(origin: string, between: () => void = () => undefined): Promise<Set<string>> {
  const crm = open(origin);
  const ids = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < 50; page += 1) {
    const answer = await crm.changedDeals('2026-01-01T00:00:00.000Z', cursor);
    for (const id of answer.ids) ids.add(id);
    cursor = answer.next;
    if (cursor === undefined) return ids;
    between();
  }
  throw new Error('The pull does not end.');
}

describe('a pull of Close', () => {
  it('misses no opportunity when others change while it reads page by page', async () => {
    const all = Array.from({ length: 350 }, (_, index): Opportunity => ({
      id: `oppo_${index}`,
      date_updated: at(index),
    }));
    const origin = await aJsonApi((request) => list(all, request));
    let now = 1000;
    const seen = await pulled(origin, () => {
      // Those that were read already go to the end, and all behind them move forward.
      for (const one of all.slice(0, 30)) one.date_updated = at((now += 1));
    });
    expect(seen.size).toBe(350);
  });

  it('comes to its end through more opportunities of one moment than a page holds', async () => {
    const all = Array.from({ length: 260 }, (_, index): Opportunity => ({ id: `oppo_${index}`, date_updated: at(5) }));
    all.push({ id: 'oppo_last', date_updated: at(6) });
    expect((await pulled(await aJsonApi((request) => list(all, request)))).size).toBe(261);
  });
});

describe('an opportunity that Close does not give', () => {
  const answered = async (events: readonly object[]) => {
    const asked: string[] = [];
    const origin = await aJsonApi(({ path, query }) => {
      asked.push(`${path}?${query.toString()}`);
      return path.startsWith('/api/v1/event/') ? [200, { data: events }] : [404, { error: 'Not found' }];
    });
    return { answers: await open(origin).readDeals(['oppo_1']), asked };
  };

  it('is gone where the event log says that it was deleted', async () => {
    const { answers, asked } = await answered([{ id: 'ev_1', action: 'deleted' }]);
    expect(answers).toEqual([{ kind: 'gone', id: 'oppo_1' }]);
    expect(asked.at(-1)).toBe('/api/v1/event/?object_id=oppo_1&action=deleted&_limit=1');
  });

  it('is unseen where nothing says so, as a permission may have been taken away', async () => {
    expect((await answered([])).answers).toEqual([{ kind: 'unseen', id: 'oppo_1' }]);
  });
});
