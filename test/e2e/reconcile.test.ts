import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReconciliationReport } from '../../shared/app/reconciliation-report.ts';
import { fromPlain } from '../../shared/core/json.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';
import { itemsOf } from '../builders/restored-table.ts';

let year: PlayedYear;

beforeAll(async () => {
  year = await playYear({ until: '1999-05-10' });
}, 120_000);

afterAll(() => year.end());

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return year.system.asOperator(method, path, body);
}

async function report(): Promise<ReconciliationReport> {
  return fromPlain(await (await call('GET', '/api/reconciliations')).json());
}

async function reconcileNow(): Promise<ReconciliationReport> {
  expect((await call('POST', '/api/reconciliations', { by: 'the accountant' })).status).toBe(202);
  await year.system.quiesce();
  return report();
}

describe('the deployed system, day by day', () => {
  it('has compared every contract by its schedule, and agrees', async () => {
    expect(await report()).toMatchObject({ run: { mode: 'daily', by: 'schedule' }, isComplete: true, state: 'agrees' });
  });

  it('takes a payment whose webhook never arrived, as soon as it reconciles', async () => {
    const { system } = year;
    await system.advanceTo(new Date('1999-06-06T18:00:00Z'));
    system.stripe.control({ webhooks: { stopped: true } });
    const answer = await fetch(`${system.stripeOrigin}/_standin/state`);
    const { invoices } = (await answer.json()) as { invoices: { id: string; status: string }[] };
    for (const { id, status } of invoices) if (status === 'open') system.stripe.payInvoice(id);
    const after = await reconcileNow();
    expect(after.run?.replayed).toBeGreaterThan(0);
    expect(await reconcileNow()).toMatchObject({ state: 'agrees', inAll: [{}, { inBooksMinor: 0n }, {}] });
  });

  it('finds one cent that somebody planted in the table', async () => {
    const { engine, deployed } = year.system;
    const [entry] = (await itemsOf(year.system)).filter(({ sk }) => Object(sk).S === 'ENTRY#00000001');
    const planted = JSON.parse(JSON.stringify(entry).replaceAll('"200000"', '"200001"')) as object;
    await engine.call('PutItem', { TableName: deployed.table.name, Item: planted });
    expect(await reconcileNow()).toMatchObject({
      state: 'differs',
      inAll: [{ name: 'income', differenceMinor: -1n }, { name: 'receivable', differenceMinor: -1n }, { name: 'cash' }],
      results: [{ differences: [{ id: 'retainer/1999-04-06', kind: 'books', incomeMinor: -1n }] }],
    });
  });
});
