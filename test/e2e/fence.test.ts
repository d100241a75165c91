import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FenceReport } from '../../shared/app/fence-commands.ts';
import { fromPlain } from '../../shared/core/json.ts';
import { playYear, type PlayedYear } from '../builders/played-year.ts';
import { itemsOf, restoreTable } from '../builders/restored-table.ts';

const BY = { by: 'the operator', why: 'the table was restored' };

let year: PlayedYear;
let before: { entries: string[]; invoices: string[]; mails: number };

/** A table restored to 20 May, when it is 10 July: two retainers were invoiced and paid since. */
beforeAll(async () => {
  year = await playYear({ until: '1999-05-20' });
  const then = await itemsOf(year.system);
  await year.system.advanceTo(new Date('1999-07-10T12:00:00Z'));
  for (const { id, status } of await invoices()) if (status === 'open') year.system.stripe.payInvoice(id);
  await year.system.quiesce();
  before = { entries: await entries(), invoices: await liveInvoices(), mails: mails() };
  await year.system.takeDown();
  await restoreTable(year.system, then);
  await year.system.bringUp();
  await year.system.advanceTo(new Date('1999-07-10T13:00:00Z'));
}, 180_000);

afterAll(() => year.end());

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  return year.system.asOperator(method, path, body);
}

async function fence(): Promise<FenceReport> {
  return fromPlain(await (await call('GET', '/api/fence')).json());
}

async function invoices(): Promise<{ id: string; status: string; metadata: Record<string, string> }[]> {
  const answer = await fetch(`${year.system.stripeOrigin}/_standin/state`);
  return ((await answer.json()) as { invoices: { id: string; status: string; metadata: Record<string, string> }[] })
    .invoices;
}

async function liveInvoices(): Promise<string[]> {
  const live = (await invoices()).filter(({ status }) => status === 'open' || status === 'paid');
  return live.map(({ id, metadata }) => `${id} ${metadata['tallystick_posting']}`).toSorted();
}

async function entries(): Promise<string[]> {
  const { ledger } = await year.stage.view();
  return ledger.map(({ kind, posting, amountMinor }) => `${kind} ${posting} ${amountMinor}`).toSorted();
}

function mails(): number {
  return year.system.ses.messages().length;
}

describe('a table that was restored to an earlier day', () => {
  it('moves nothing: no invoice, no mail, no sealed statement', async () => {
    expect(await liveInvoices()).toEqual(before.invoices);
    expect(mails()).toBe(before.mails);
    const { statements } = await year.stage.view();
    expect(statements.map(({ id }) => id)).toEqual(['1999-04-30']);
    expect(await fence()).toMatchObject({ open: false, code: 'other-table' });
  });

  it('is not let in before it was compared, whatever the reason', async () => {
    const answer = await call('POST', '/api/fence/lift', { ...BY, despite: true });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'fence.shut', message: expect.stringContaining('fence adopt') });
  });

  it('is given back what Stripe has: invoices that were done, payments, the customer', async () => {
    expect((await call('POST', '/api/fence/adopt', { by: 'the operator' })).status).toBe(202);
    await year.system.quiesce();
    const report = await fence();
    expect(report).toMatchObject({ open: false, inTheWay: [], adoption: { isComplete: true, state: 'agrees' } });
    expect(report.wouldSend).toMatchObject([
      { kind: 'mail', what: 'Statement to 1999-05-31, to both parties' },
      { kind: 'mail', what: 'Statement to 1999-06-30, to both parties' },
    ]);
    expect(await liveInvoices()).toEqual(before.invoices);
    expect(mails()).toBe(before.mails);
  });

  it('is let in then, seals what was waiting and invoices nothing twice', async () => {
    expect((await call('POST', '/api/fence/lift', BY)).status).toBe(200);
    await year.system.advanceTo(new Date('1999-07-10T18:00:00Z'));
    expect(await liveInvoices()).toEqual(before.invoices);
    expect(await entries()).toEqual(before.entries);
    expect((await year.stage.view()).statements.map(({ id }) => id)).toEqual([
      '1999-04-30',
      '1999-05-31',
      '1999-06-30',
    ]);
    await year.system.advanceTo(new Date('1999-08-06T18:00:00Z'));
    expect(await liveInvoices()).toHaveLength(before.invoices.length + 1);
  });

  it('has no fence to lift any more', async () => {
    expect((await call('POST', '/api/fence/lift', BY)).status).toBe(409);
  });
});
