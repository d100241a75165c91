import { describe, expect, it } from 'vitest';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { pushInvoice } from '../../shared/app/push-invoice.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { ConflictError } from '../../shared/core/errors.ts';
import { epochOf, instantFromEpoch } from '../../shared/core/calendar/instant.ts';
import { contractFile1999, DAY_ONE } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, emptyWorld, record, runOn, settle, type World } from '../builders/a-world.ts';
import { closed, ended, introduced, noon } from '../builders/facts.ts';
import { INTENT, invoices, posted, push } from '../builders/pushing.ts';
import { wallDateReader } from '../builders/zone-clock.ts';

const HOUR = 3_600_000;

async function postingIds(world: World): Promise<string[]> {
  return (await contractOf(world)).postings.map(({ id }) => id);
}

/** Several at once: whoever loses a race says so and is rung for again; nothing else may go wrong. */
async function atOnce(work: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const result of await Promise.allSettled(work.map((one) => one()))) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ConflictError);
  }
}

describe('what happened to the invoices of others does not happen here', () => {
  it.each([2, 4, 30])(
    'an invoice whose answer was lost is found %i days later, its key long forgotten',
    async (days) => {
      const world = await posted();
      world.invoicer.fail({ operation: 'createInvoice', status: 0, when: 'after' });
      expect(await push(world, '1999-04-06')).toBe('later');

      const day = instantFromEpoch(epochOf(noon('1999-04-06')) + days * 24 * HOUR);
      expect(await push(world, day)).toBe('done');

      expect(invoices(world)).toMatchObject([{ id: 'in_1', status: 'open', lineCount: 1 }]);
    },
  );

  it('six workers that push one posting at once make one invoice', async () => {
    const world = await posted();
    await atOnce(Array.from({ length: 6 }, () => () => push(world)));
    await push(world);
    expect(invoices(world)).toMatchObject([{ status: 'open', lineCount: 1, totalMinor: 200_000n }]);
  });

  it('six workers that settle at once post each period once', async () => {
    const world = await aWorld();
    await atOnce(Array.from({ length: 6 }, () => () => settle(world, '1999-06-06')));
    await settle(world, '1999-06-06');
    expect(await postingIds(world)).toEqual([
      'retainer/1999-04-06#1',
      'retainer/1999-05-06#1',
      'retainer/1999-06-06#1',
    ]);
  });

  it('the first two invoices of a client, pushed at once, have one customer', async () => {
    const world = await posted();
    await settle(world, '1999-05-06');
    const asOf = noon('1999-05-06');
    world.invoicer.nowEpochSeconds = epochOf(asOf) / 1000;
    const both = [INTENT, 'invoice/retainer/1999-05-06#1'];
    const rings = both.map((intent) => ({ contractId: CONTRACT, factSeq: 1, asOf, intent }));
    await atOnce(rings.map((ring) => () => pushInvoice(world, ring)));
    for (const ring of rings) await pushInvoice(world, ring);
    expect(world.invoicer.customers).toHaveLength(1);
    expect(
      invoices(world)
        .map(({ customer, posting }) => `${posting} of ${customer}`)
        .toSorted(),
    ).toEqual(['retainer/1999-04-06#1 of cus_1', 'retainer/1999-05-06#1 of cus_1']);
  });

  it('an agreement that ended and is adopted anew from its first day bills no period again', async () => {
    const world = await aWorld();
    await settle(world, '1999-06-06');
    await record(world, ended('1999-06-30', '1999-06-20'));
    await settle(world, '1999-07-10');
    const before = await postingIds(world);
    const again = { file: { ...contractFile1999(), title: 'The same agreement, typed in again' }, by: 'x', salt: 'y' };

    await adoptContract(world, { ...again, effectiveOn: '1999-04-06', now: noon('1999-07-11') });
    await settle(world, '1999-07-12');

    expect(await postingIds(world)).toEqual(before);
    expect(before).toHaveLength(3);
  });

  it('periods that were posted late are detected by their own days: none is skipped, none comes twice', async () => {
    const world = await aWorld();
    await settle(world, '1999-04-06');
    await settle(world, '1999-06-10'); // the system was down: May and June are posted in June, the oldest first
    await settle(world, '1999-07-06');
    const { postings } = await contractOf(world);
    expect(postings.map(({ id, asOf }) => [id, asOf.slice(0, 10)])).toEqual([
      ['retainer/1999-04-06#1', '1999-04-06'],
      ['retainer/1999-05-06#1', '1999-06-01'], // with the end of May, which is settled before it is stated
      ['retainer/1999-06-06#1', '1999-06-10'],
      ['retainer/1999-07-06#1', '1999-07-06'],
    ]);
  });

  it('a closing of May that is reported in July is billed, though May was billed and stated long ago', async () => {
    const world = await aWorld();
    await record(world, introduced());
    for (const day of ['1999-05-06', '1999-06-06', '1999-07-06']) await runOn(world, day);
    await record(world, closed({ closedOn: '1999-05-20', reportedAt: noon('1999-07-08') }));
    await runOn(world, '1999-07-08');
    await runOn(world, '1999-08-01');
    expect(invoices(world).at(-1)).toMatchObject({ posting: 'finders-fee/closing-0001#1', totalMinor: 2_500_000n });
    const july = (await world.store.listStatements(CONTRACT)).at(-1);
    expect(july?.lines.filter(({ clause }) => clause === '2.2')).toMatchObject([
      { effectiveOn: '1999-05-20', amountMinor: 2_500_000n, earlierPeriod: true },
    ]);
  });
});

describe('whatever the hour at which a contract is looked at', () => {
  const zones = ['Pacific/Kiritimati', 'Pacific/Auckland', 'Europe/Berlin', 'Africa/Abidjan', 'America/St_Johns'];
  /** A period begins within each stretch, or clocks change within it in one of the zones. */
  const stretches = [
    ['1999-04-05', 72],
    ['1999-05-05', 72],
    ['1999-10-02', 130],
    ['1999-10-30', 48],
    ['1999-11-05', 72],
  ] as const;

  async function adoptedIn(timeZone: string): Promise<World> {
    const world = emptyWorld();
    const file = { ...contractFile1999(), timeZone };
    await adoptContract(world, { file, by: 'Eugene Chiaramonte', now: '1999-04-05T00:00:00.000Z', salt: '5a17' });
    return world;
  }

  /** The sixths that a wall calendar of the zone has shown, from April on. */
  function sixthsBy(date: string): string[] {
    const months = ['04', '05', '06', '07', '08', '09', '10', '11', '12'];
    return months.filter((month) => `1999-${month}-06` <= date).map((month) => `retainer/1999-${month}-06#1`);
  }

  it.each(zones)('each period is billed once, on its own day in %s', async (timeZone) => {
    const world = await adoptedIn(timeZone);
    const wallDate = wallDateReader(timeZone);
    for (const [from, hours] of stretches) {
      const start = Date.parse(`${from}T00:30:00Z`);
      await letCatchUp(world, start);
      for (let epoch = start; epoch < start + hours * HOUR; epoch += HOUR) {
        await settleContract(world, { contractId: CONTRACT, factSeq: 0, asOf: instantFromEpoch(epoch) });
        expect(await postingIds(world)).toEqual(sixthsBy(wallDate(epoch)));
      }
    }
  });

  /** Days on which nothing is looked at closely; often enough that no more is behind than the terms let through. */
  async function letCatchUp(world: World, until: number): Promise<void> {
    for (let epoch = Date.parse(DAY_ONE); epoch < until; epoch += 20 * 24 * HOUR) {
      await settleContract(world, { contractId: CONTRACT, factSeq: 0, asOf: instantFromEpoch(epoch) });
    }
  }
});
