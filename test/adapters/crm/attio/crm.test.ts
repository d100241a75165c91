import { describe, expect, it } from 'vitest';
import { attioReader } from '../../../../shared/adapters/crm/attio/crm.ts';
import type { Crm } from '../../../../shared/ports/crm.ts';
import { aJsonApi } from '../../../builders/a-json-api.ts';

const uuid = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const deal = (index: number): object => ({
  id: { record_id: uuid(index) },
  created_at: '2026-01-01T00:00:00.000000000Z',
  values: { stage: [{ active_from: '2026-01-02T00:00:00.000000000Z', status: { title: 'Lead' } }] },
});
const open = (origin: string): Crm =>
  attioReader.open({ accessToken: 'token-of-a-test' }, origin, { deal: [], company: [], contact: [] });

describe('a pull of Attio', () => {
  it('misses no deal when others are deleted while it reads page by page', async () => {
    const all = Array.from({ length: 1200 }, (_, index) => index);
    const origin = await aJsonApi(({ body }) => {
      const { limit, offset } = body as { limit: number; offset: number };
      return [200, { data: all.slice(offset, offset + limit).map(deal) }];
    });
    const crm = open(origin);
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const page = await crm.changedDeals('2026-01-01T12:00:00.000Z', cursor);
      for (const id of page.ids) ids.add(id);
      cursor = page.next;
      all.splice(0, 8);
    } while (cursor !== undefined);
    expect(ids.size).toBe(1200);
  });

  it('names those alone that have a value younger than the last', async () => {
    const origin = await aJsonApi(() => [200, { data: [deal(1)] }]);
    const found = await Promise.all(
      ['2026-01-02T00:00:00.000Z', '2026-01-02T00:00:00.001Z'].map((since) =>
        open(origin).changedDeals(since, undefined),
      ),
    );
    expect(found).toEqual([{ ids: [uuid(1)] }, { ids: [] }]);
  });
});

describe('a deal that is in no list of Attio', () => {
  const answered = async (alone: readonly [number, unknown]) => {
    const origin = await aJsonApi(({ method }) => (method === 'POST' ? [200, { data: [] }] : alone));
    return open(origin).readDeals([uuid(1)]);
  };

  it('is gone when it is nowhere else either', async () => {
    expect(await answered([404, { code: 'not_found' }])).toEqual([{ kind: 'gone', id: uuid(1) }]);
  });

  it('is unseen when it is there all the same, so that a list that lags takes no fee back', async () => {
    expect(await answered([200, { data: deal(1) }])).toEqual([{ kind: 'unseen', id: uuid(1) }]);
  });

  it('is the deal that it was merged into, when it answers as that', async () => {
    expect(await answered([200, { data: deal(2) }])).toMatchObject([
      { kind: 'deal', deal: { id: uuid(2), mergedIds: [uuid(1)] } },
    ]);
  });
});

describe('a token that Attio knows no longer', () => {
  it('is refused, though Attio answers 200', async () => {
    const origin = await aJsonApi(() => [200, { active: false }]);
    await expect(open(origin).account()).rejects.toMatchObject({ code: 'dependency.failed', details: { status: 401 } });
  });
});
