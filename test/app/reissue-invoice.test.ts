import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { reissueInvoice } from '../../shared/app/reissue-invoice.ts';
import { epochOf, minutesAfter } from '../../shared/core/calendar/instant.ts';
import { equationsOf, hear, waitingIn } from '../builders/at-stripe.ts';
import { aWorld, CONTRACT, contractOf, intentOf, record, runOn, settle, type World } from '../builders/a-world.ts';
import { CrashError, crashing, type Crash } from '../builders/crashing.ts';
import { closed, corrected, introduced, noon } from '../builders/facts.ts';
import { uncollectibleIn } from '../builders/memory-stripe.ts';
import { payIn } from '../builders/memory-stripe-money.ts';

const POSTING = 'retainer/1999-04-06#1';
const AGAIN = `invoice/${POSTING}/again/in_1`;
const by = { by: 'Eugene Chiaramonte', reason: 'it names a department that is gone' };

async function invoiced(): Promise<World> {
  const world = await aWorld();
  await runOn(world, '1999-04-06');
  return world;
}

const reissue = (world: World, posting = POSTING, on = '1999-04-10') =>
  reissueInvoice(world, { contractId: CONTRACT, posting, ...by, now: noon(on) });

const live = ({ invoicer }: World) =>
  [...invoicer.invoices.values()].filter(({ status }) => status !== 'void' && status !== 'draft').map(({ id }) => id);

describe('an invoice made anew', () => {
  it('is void, and another stands for the same posting and says why', async () => {
    const world = await invoiced();
    await reissue(world);
    await runOn(world, '1999-04-10');

    expect([...world.invoicer.invoices.values()].map(({ id, status, totalMinor }) => [id, status, totalMinor])).toEqual(
      [
        ['in_1', 'void', 200_000n],
        ['in_2', 'open', 200_000n],
      ],
    );
    expect(world.invoicer.created[1]?.description).toContain(
      'Replaces invoice A-in_1: it names a department that is gone.',
    );
    expect(await intentOf(world, AGAIN, 'invoice')).toMatchObject({ state: 'done', invoice: 'in_2' });
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({ type: 'InvoiceRuled', data: { by: by.by } });
  });

  it('asks nobody about the void one, and the equations hold', async () => {
    const world = await invoiced();
    await reissue(world);
    await runOn(world, '1999-04-10');
    await hear(world, 'in_1', '1999-04-11');
    expect(await waitingIn(world, '1999-04-11')).toEqual([]);
    expect((await equationsOf(world)).map(({ differenceMinor }) => differenceMinor)).toEqual([0n, 0n, 0n]);
  });

  it('may be made anew once more', async () => {
    const world = await invoiced();
    await reissue(world);
    await runOn(world, '1999-04-10');
    await reissue(world, POSTING, '1999-04-12');
    await runOn(world, '1999-04-12');
    expect(live(world)).toEqual(['in_3']);
  });

  it('is the one of its posting in a table that was restored to a moment at which the first was on its way', async () => {
    const world = await invoiced();
    const first = await intentOf(world, `invoice/${POSTING}`, 'invoice');
    await reissue(world);
    await runOn(world, '1999-04-10');
    const before = await aWorld();
    await settle(before, '1999-04-06');
    const restored = { ...before, invoicer: world.invoicer };
    const onItsWay = await intentOf(restored, first.id, 'invoice');
    await restored.store.saveIntent(CONTRACT, { ...onItsWay, invoice: 'in_1' });
    await runOn(restored, '1999-04-12');

    expect(await intentOf(restored, first.id, 'invoice')).toMatchObject({ state: 'done', invoice: 'in_2' });
    expect(live(restored)).toEqual(['in_2']);
  });

  it('takes its credit notes along', async () => {
    const world = await aWorld();
    await record(world, introduced(), closed());
    await runOn(world, '1999-06-16');
    await record(world, corrected({ amountMinor: 24_000_000n }, '1999-06-20'));
    await runOn(world, '1999-06-20');
    const fee = (await intentOf(world, 'invoice/finders-fee/closing-0001#1', 'invoice')).invoice ?? '';

    await reissue(world, 'finders-fee/closing-0001#1', '1999-06-21');
    await runOn(world, '1999-06-21');
    await runOn(world, '1999-06-22');

    expect(world.invoicer.invoices.get(fee)?.status).toBe('void');
    expect(world.invoicer.creditNotes.map(({ invoice, amountMinor }) => [invoice, amountMinor])).toEqual([
      [fee, 100_000n],
      [live(world).at(-1), 100_000n],
    ]);
    expect((await equationsOf(world)).map(({ differenceMinor }) => differenceMinor)).toEqual([0n, 0n, 0n]);
  });

  it('stays when the client pays it first', async () => {
    const world = await invoiced();
    await reissue(world);
    payIn(world.invoicer, 'in_1', 200_000n);
    await runOn(world, '1999-04-10');
    expect(live(world)).toEqual(['in_1']);
    expect(await intentOf(world, AGAIN, 'invoice')).toMatchObject({ state: 'done', invoice: 'in_1' });
  });

  it('may be one that was given up', async () => {
    const world = await invoiced();
    uncollectibleIn(world.invoicer, 'in_1');
    await hear(world, 'in_1', '1999-04-08');
    await reissue(world);
    await runOn(world, '1999-04-10');
    expect(live(world)).toEqual(['in_2']);
  });

  it('is refused once money came in, with what to do in place of it', async () => {
    const world = await invoiced();
    payIn(world.invoicer, 'in_1', 1n);
    await hear(world, 'in_1', '1999-04-08');
    await expect(reissue(world)).rejects.toMatchObject({
      code: 'input.invalid',
      problems: [{ fix: expect.stringContaining('a credit note follows') }],
    });
  });

  it.each([
    ['a posting that has none', { posting: 'retainer/2050-01-06#1' }, 'input.unknown'],
    ['somebody who may not', { by: 'Nobody' }, 'input.invalid'],
    ['no reason', { reason: ' ' }, 'input.invalid'],
  ])('is refused for %s', async (_, change, code) => {
    const world = await invoiced();
    const command = { contractId: CONTRACT, posting: POSTING, ...by, now: noon('1999-04-10'), ...change };
    await expect(reissueInvoice(world, command)).rejects.toMatchObject({ code });
  });

  it('is refused before it was sent', async () => {
    const world = await aWorld();
    await settle(world, '1999-04-06');
    await expect(reissue(world)).rejects.toMatchObject({ code: 'input.invalid' });
  });
});

/** Rows 31 and 32 of the failures: a superseded invoice that stays open; a crash between void and reissue. */
describe('a crash while an invoice is made anew', () => {
  const CALLS = 21;

  async function pushOnce(world: World, at: number, crash?: Crash): Promise<string> {
    const asOf = minutesAfter(noon('1999-04-10'), at);
    world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
    const of = <T extends object>(port: T): T => (crash === undefined ? port : crashing(port, crash));
    const ports = { store: of(world.store), invoicer: of(world.invoicer), activations: of(world.activations) };
    return pushInvoice({ ...world, ...ports }, { contractId: CONTRACT, factSeq: 3, asOf, intent: AGAIN }).catch(
      (error: unknown) => {
        if (error instanceof CrashError) return 'crashed';
        throw error;
      },
    );
  }

  it.each(Array.from({ length: CALLS }, (_, index) => index + 1))(
    'before or after call %i never leaves both live, and ends with one',
    async (at) => {
      for (const when of ['before', 'after'] as const) {
        const world = await invoiced();
        await reissue(world);
        await pushOnce(world, 0, { at, when });
        expect(live(world).length).toBeLessThanOrEqual(1);
        for (let run = 1; run <= 4; run += 1) await pushOnce(world, run * 65);
        expect(live(world)).toEqual(['in_2']);
        expect(await intentOf(world, AGAIN, 'invoice')).toMatchObject({ state: 'done' });
      }
    },
  );

  it('was tried at every call that a push makes', async () => {
    const world = await invoiced();
    await reissue(world);
    expect(await pushOnce(world, 0, { at: CALLS + 1, when: 'before' })).toBe('done');
    const shorter = await invoiced();
    await reissue(shorter);
    expect(await pushOnce(shorter, 0, { at: CALLS, when: 'before' })).toBe('crashed');
  });
});
