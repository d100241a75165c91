import { describe, expect, it } from 'vitest';
import { GAPS, isRead, waysAt } from './distinct-faults.ts';
import { FAULT_KINDS, type Fault } from './faults.ts';
import type { Machine } from './machine.ts';
import { playRun } from './play-run.ts';
import { cleanRuns } from './tool/clean-runs.ts';
import { WORKFLOWS } from './workflows.ts';

const SEED = 1;
const retainer = WORKFLOWS.find(({ name }) => name === 'retainer');
if (retainer === undefined) throw new RangeError('no workflow retainer');
const calls = await playRun(retainer, SEED, () => undefined);
const all = calls.order.map((_, index) => index + 1);

/** The same question right after another, as to the next page. */
function isOneMore(call: number): boolean {
  const site = calls.order[call - 1] ?? '';
  return calls.follows.has(call) && isRead(site) && calls.order[call - 2] === site;
}

/** What a run leaves behind, but for its moments. */
async function leftBy(fault: Fault): Promise<unknown> {
  const made: Machine[] = [];
  await playRun(
    retainer as NonNullable<typeof retainer>,
    SEED,
    (call) => (call === fault.call ? fault : undefined),
    (one) => made.push(one),
  );
  return made.map(({ outside: { memory, invoicer, mails } }) => ({
    contracts: [...memory.contracts.values()].map(({ facts, postings, entries, statements }) => ({
      facts: facts.map(({ type }) => type),
      postings: [...postings.values()].map(({ id, amountMinor }) => [id, amountMinor]),
      entries: entries.map(({ kind, effectiveOn, lines }) => ({ kind, effectiveOn, lines })),
      statements: [...statements.keys()],
    })),
    invoices: [...invoicer.invoices.values()].map(({ status, totalMinor, posting }) => [posting, status, totalMinor]),
    mails: mails.map(({ statementId, party, attempt }) => [statementId, party, attempt]),
  }));
}

/** The same fault of the call before leaves the same behind. */
async function expectAsBefore(call: number, fault: Omit<Fault, 'call'>): Promise<void> {
  expect(await leftBy({ ...fault, call }), `call ${call}`).toEqual(await leftBy({ ...fault, call: call - 1 }));
}

describe('the faults of a call that differ in what they do', () => {
  it('are of each kind, but for a call right after another of the same run', () => {
    for (const call of all) {
      const kinds = new Set(waysAt(call, calls).map(({ kind }) => kind));
      const missing = FAULT_KINDS.filter((kind) => !kinds.has(kind));
      const site = calls.order[call - 1] ?? '';
      const allowed = [
        ...(calls.follows.has(call) ? ['crash-before'] : []),
        ...(isRead(site) ? ['crash-after'] : []),
        ...(calls.follows.has(call) && isRead(site) ? ['duplicated'] : []),
        ...(isOneMore(call) ? FAULT_KINDS : []),
      ];
      expect(
        missing.filter((kind) => !allowed.includes(kind)),
        `call ${call}, ${site}`,
      ).toEqual([]);
    }
  });

  it('leave out dying before a call that leaves behind what dying after the one before it does', async () => {
    const following = all.filter((call) => calls.follows.has(call) && !isRead(calls.order[call - 2] ?? ''));
    expect(following.length).toBeGreaterThan(10);
    for (const call of following.slice(0, 12)) {
      for (const gap of [GAPS[0], GAPS[2]]) {
        expect(await leftBy({ call, kind: 'crash-before', gap }), `call ${call}`).toEqual(
          await leftBy({ call: call - 1, kind: 'crash-after', gap }),
        );
      }
    }
  });

  it('leave out sleeping until the end after a call that changed nothing, as the sleep of that one leaves the same behind', async () => {
    const following = all.filter((call) => calls.follows.has(call) && isRead(calls.order[call - 2] ?? ''));
    expect(following.length).toBeGreaterThan(10);
    for (const call of following.slice(0, 12)) await expectAsBefore(call, { kind: 'stalled', gap: GAPS[1] });
  });

  it('leave out a second message that comes after a question, as one after the call before it leaves the same behind', async () => {
    const following = all.filter((call) => calls.follows.has(call) && isRead(calls.order[call - 1] ?? ''));
    expect(following.length).toBeGreaterThan(10);
    for (const call of following.slice(0, 12)) await expectAsBefore(call, { kind: 'duplicated', gap: GAPS[0] });
  });

  it('leave out what happens to one more question of the same kind, as what happens to the one before it leaves the same behind', async () => {
    const more = all.filter(isOneMore);
    expect(more.length).toBeGreaterThan(10);
    for (const call of more.slice(0, 12)) {
      expect(waysAt(call, calls)).toEqual([]);
      for (const kind of ['throttled', 'lands-late', 'stalled'] as const) {
        await expectAsBefore(call, { kind, gap: GAPS[0] });
      }
    }
  });
});

describe('the calls that workflows share', () => {
  it('are the first ones of a workflow that goes on from another', async () => {
    const { clean } = await cleanRuns(['closing', 'correction', 'month-ends'], SEED);
    const [closing, correction, monthEnds] = clean;
    expect(closing?.shared).toBe(0);
    // All of the closing but its last looks, which come when nothing more happens.
    expect(correction?.shared).toBeGreaterThan((closing?.order.length ?? 0) * 0.9);
    expect(correction?.order.slice(0, correction?.shared)).toEqual(closing?.order.slice(0, correction?.shared));
    expect(monthEnds?.shared).toBe(0);
  });
});
