import { describe, expect, it } from 'vitest';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { InputError } from '../../shared/core/errors.ts';
import { contractFile1999 } from '../builders/a-contract.ts';
import { aWorld, CONTRACT, contractOf, runOn, type World } from '../builders/a-world.ts';
import { noon } from '../builders/facts.ts';

const BILL = 'retainer/1999-04-06';
const CLIENT = 'Eugene Chiaramonte';
const CONSULTANT = 'Patrick M. Rost';

async function billed(terms: object = {}): Promise<World> {
  const world = await aWorld({ ...contractFile1999(), ...terms });
  await runOn(world, '1999-04-06');
  return world;
}

const say = (world: World, kind: string, input: object, on = '1999-04-10') =>
  recordByHand(world, { contractId: CONTRACT, kind, input, now: noon(on) });
const dispute = (world: World, changes: object = {}, on?: string) =>
  say(world, 'dispute', { id: 'd1', of: BILL, by: CLIENT, reason: 'No release was drafted.', ...changes }, on);

const refusal = async (said: Promise<unknown>): Promise<InputError['problems']> => {
  const error = await said.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof InputError)) throw new Error('It was not refused.', { cause: error });
  return error.problems;
};

describe('disputing a line', () => {
  it('records the whole of it when the client names no amount', async () => {
    const world = await billed();
    expect(await dispute(world)).toBe('recorded');
    expect((await contractOf(world)).facts.at(-1)).toMatchObject({
      type: 'LineDisputed',
      data: { receivable: BILL, amountMinor: 200_000n, party: 'client', disputedOn: '1999-04-10' },
    });
  });

  it('is one dispute when it is said twice', async () => {
    const world = await billed();
    await dispute(world);
    expect(await dispute(world)).toBe('known');
  });

  it.each([
    ['of a bill that is not there', { of: 'retainer/1999-09-06' }, 'of'],
    ['of more than the line', { amount: '2000.01' }, 'amount'],
    ['of nothing', { amount: '0.00' }, 'amount'],
    ['of an amount with separators', { amount: '1,000.00' }, 'amount'],
    ['by somebody who may not', { by: 'Somebody Else' }, 'by'],
    ['by the consultant without an amount', { by: CONSULTANT }, 'amount'],
    ['with a field that nobody knows', { why: 'because' }, 'dispute'],
  ])('refuses one %s, naming the field and the fix', async (_, changes, field) => {
    const [problem] = await refusal(dispute(await billed(), changes));
    expect(problem).toMatchObject({ field });
    expect(problem?.fix).not.toBe('');
  });

  it('is refused once the days of the term have passed, and taken on the last of them', async () => {
    const world = await billed({ disputes: { days: 30 } });
    // 6 April and 30 days is 6 May.
    const [problem] = await refusal(dispute(world, {}, '1999-05-07'));
    expect(problem?.allowed).toContain('until 6 May 1999');
    expect(await dispute(world, {}, '1999-05-06')).toBe('recorded');
  });
});

describe('ending a dispute', () => {
  it('by a ruling on a part makes one credit note of that part on the open invoice, and the rest stays due', async () => {
    const world = await billed();
    await dispute(world, { amount: '500.00' });
    await say(
      world,
      'dispute-ruling',
      { id: 'd1', upheld: '300.00', by: CLIENT, reason: 'half was done' },
      '1999-04-12',
    );
    await runOn(world, '1999-04-12');
    expect(world.invoicer.creditNotes.map(({ amountMinor }) => amountMinor)).toEqual([30_000n]);
    expect([...world.invoicer.invoices.values()]).toMatchObject([{ status: 'open', remainingMinor: 170_000n }]);
  });

  it('by upholding it in the waiting list credits the whole of what is disputed', async () => {
    const world = await billed();
    await dispute(world, { amount: '500.00' });
    const now = noon('1999-04-12');
    const reason = 'it was not done';
    await decideWaiting(world, {
      contractId: CONTRACT,
      waiting: 'dispute/d1',
      answer: 'uphold',
      by: CLIENT,
      reason,
      now,
    });
    await runOn(world, '1999-04-12');
    expect(world.invoicer.creditNotes.map(({ amountMinor }) => amountMinor)).toEqual([50_000n]);
  });

  it('is for whom the term names alone', async () => {
    const world = await billed({ disputes: { ruledBy: [CONSULTANT] } });
    await dispute(world);
    const ruling = { id: 'd1', upheld: '0', reason: 'it was done' };
    expect(await refusal(say(world, 'dispute-ruling', { ...ruling, by: CLIENT }))).toMatchObject([{ field: 'by' }]);
    expect(await say(world, 'dispute-ruling', { ...ruling, by: CONSULTANT })).toBe('recorded');
  });

  it('refuses more than is disputed, and a dispute that is not open', async () => {
    const world = await billed();
    await dispute(world, { amount: '500.00' });
    const ruling = { id: 'd1', upheld: '500.01', by: CLIENT, reason: 'so' };
    expect(await refusal(say(world, 'dispute-ruling', ruling))).toMatchObject([{ field: 'upheld' }]);
    await say(world, 'dispute-withdrawal', { id: 'd1', by: CLIENT, reason: 'found it' });
    expect(await refusal(say(world, 'dispute-ruling', { ...ruling, upheld: '1.00' }))).toMatchObject([{ field: 'id' }]);
  });

  it('is withdrawn by the party that disputes and no other', async () => {
    const world = await billed();
    await dispute(world);
    const withdrawal = { id: 'd1', reason: 'found it' };
    expect(await refusal(say(world, 'dispute-withdrawal', { ...withdrawal, by: CONSULTANT }))).toMatchObject([
      { field: 'by' },
    ]);
    expect(await say(world, 'dispute-withdrawal', { ...withdrawal, by: CLIENT })).toBe('recorded');
  });
});

describe('the statement while a line is disputed', () => {
  it('shows the dispute, what is disputed of what is due, and no lateness of it', async () => {
    const world = await billed();
    await dispute(world, { amount: '500.00' });
    await runOn(world, '1999-06-01');
    const statement = await world.store.readStatement(CONTRACT, '1999-05-31');
    expect(statement?.disputes).toMatchObject([
      { party: 'client', amountMinor: 50_000n, reason: 'No release was drafted.' },
    ]);
    expect(statement?.due[0]).toMatchObject({ receivable: BILL, disputedMinor: 50_000n, overdue: true });
    // 1,500.00 due on 20 April is 41 days late on 31 May; 2,000.00 due on 20 May is 11 days late.
    expect(statement?.ageing).toEqual({
      notDueMinor: 0n,
      to30Minor: 200_000n,
      to60Minor: 150_000n,
      to90Minor: 0n,
      over90Minor: 0n,
      disputedMinor: 50_000n,
    });
  });
});
