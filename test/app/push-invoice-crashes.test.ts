import { describe, expect, it } from 'vitest';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { epochOf, minutesAfter } from '../../shared/core/calendar/instant.ts';
import { aWorld, CONTRACT, intentOf, settle, type World } from '../builders/a-world.ts';
import { CrashError, crashing, type Crash } from '../builders/crashing.ts';
import { noon } from '../builders/facts.ts';
import type { Write } from '../builders/memory-invoicer.ts';

const INTENT = 'invoice/retainer/1999-04-06#1';
/** Calls of one push from first to last; a test below fails when it makes more, or fewer, than are tried here. */
const CALLS = 23;

async function posted(): Promise<World> {
  const world = await aWorld();
  await settle(world, '1999-04-06');
  return world;
}

async function pushUntilDone(world: World, crash?: Crash): Promise<number> {
  const of = <T extends object>(port: T): T => (crash === undefined ? port : crashing(port, crash));
  let asOf = noon('1999-04-06');
  for (let runs = 1; runs <= 10; runs += 1) {
    world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
    const ring = { contractId: CONTRACT, factSeq: 1, asOf, intent: INTENT };
    const ports = {
      store: of(world.store),
      invoicer: of(world.invoicer),
      activations: of(world.activations),
      bell: of(world.bell),
    };
    const outcome = await pushInvoice({ ...world, ...ports }, ring).catch((error: unknown) => {
      if (error instanceof CrashError) return 'crashed';
      throw error;
    });
    if (outcome === 'done' || outcome === 'nothing-to-do') return runs;
    asOf = minutesAfter(asOf, 65);
  }
  throw new Error('It was not done after ten runs.');
}

async function expectExactlyOne(world: World): Promise<void> {
  expect([...world.invoicer.invoices.values()]).toMatchObject([{ status: 'open', lineCount: 1, totalMinor: 200_000n }]);
  expect(world.invoicer.customers).toHaveLength(1);
  expect(await intentOf(world, INTENT, 'invoice')).toMatchObject({ state: 'done', invoice: 'in_1' });
}

const everyCall = Array.from({ length: CALLS }, (_, index) => index + 1);

describe('a push that dies', () => {
  it.each(everyCall)('before or after call %i leaves exactly one live invoice after the next run', async (at) => {
    for (const when of ['before', 'after'] as const) {
      const world = await posted();
      await pushUntilDone(world, { at, when });
      await expectExactlyOne(world);
    }
  });

  it('makes as many calls as are tried here', async () => {
    const world = await posted();
    const crash: Crash = { at: CALLS + 1, when: 'before' };
    expect(await pushUntilDone(world, crash)).toBe(1);
    expect(crash.at).toBe(1);
  });

  it.each(everyCall)('at call %i and dies again soon after leaves exactly one live invoice', async (at) => {
    for (const second of [1, 4, 9]) {
      const world = await posted();
      await pushUntilDone(world, { at, when: 'after' }).catch(() => undefined);
      await pushUntilDone(world, { at: second, when: 'before' });
      await expectExactlyOne(world);
    }
  });
});

describe('an answer of Stripe that is lost or a failure', () => {
  const writes: Write[] = ['createCustomer', 'createInvoice', 'addLine', 'finalize'];
  const failures = writes.flatMap((operation) =>
    ([0, 429, 500] as const).flatMap((status) =>
      (['before', 'after'] as const).map((when) => ({ operation, status, when })),
    ),
  );

  it.each(failures)(
    'at $operation with $status, $when its effect, leaves exactly one live invoice',
    async (failure) => {
      const world = await posted();
      world.invoicer.fail(failure);
      await pushUntilDone(world);
      await expectExactlyOne(world);
    },
  );

  it('twice in a row leaves exactly one live invoice', async () => {
    const unknown = failures.filter(({ status }) => status !== 429);
    for (const first of unknown) {
      for (const second of unknown) {
        const world = await posted();
        world.invoicer.fail(first);
        world.invoicer.fail(second);
        await pushUntilDone(world);
        await expectExactlyOne(world);
      }
    }
  });
});
