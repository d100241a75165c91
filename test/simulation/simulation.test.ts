import { describe, expect, it } from 'vitest';
import { singles } from './crash-sweep.ts';
import { CONTRACT } from '../builders/a-world.ts';
import type { Partition } from '../builders/memory-partition.ts';
import { addressOf } from './canary.ts';
import type { Machine } from './machine.ts';
import { playWithPdfs, WITH_PDFS } from './planted/hunt.ts';
import { playRun } from './play-run.ts';
import { playSchedule, RANDOM } from './play-schedule.ts';
import { shrink } from './shrink.ts';
import type { Workflow } from './workflow.ts';
import { PLAYED_ONCE, WORKFLOWS } from './workflows.ts';

const SEED = 1;
const [retainer] = WORKFLOWS as [Workflow, ...Workflow[]];
const clean = () => undefined;

/** So many schedules of each workflow, spread over its calls; `npm run simulate` plays all of them. */
const SAMPLE = 8;

describe.each(WORKFLOWS)('$name: $shows', (workflow) => {
  it('ends as it should when nothing fails', async () => {
    expect((await playRun(workflow, SEED, clean)).broken).toBeUndefined();
  });

  it('ends as it should when a call of it dies, lands late, is refused, comes twice or sleeps', async () => {
    const all = [...singles(workflow, SEED, await playRun(workflow, SEED, clean))];
    for (let number = 1; number <= SAMPLE; number += 1) {
      const schedule = all[Math.floor((number * all.length) / SAMPLE) - 1];
      if (schedule === undefined) throw new RangeError(`${workflow.name} has too few calls`);
      expect((await playSchedule(schedule)).broken, JSON.stringify(schedule)).toBeUndefined();
    }
  });
});

describe.each(PLAYED_ONCE)('$name: $shows', (workflow) => {
  it('ends as it should when nothing fails', async () => {
    expect((await playRun(workflow, SEED, clean)).broken).toBeUndefined();
  });
});

describe.each(WITH_PDFS)('%s', (name) => {
  it('prints in its PDFs nothing of the other party or of another contract', async () => {
    expect((await playWithPdfs(name)).broken).toBeUndefined();
  });
});

describe('random histories with random faults', () => {
  it.each(Array.from({ length: 25 }, (_, index) => index + 1))('from seed %i end as they should', async (seed) => {
    expect((await playSchedule({ workflow: RANDOM, seed })).broken).toBeUndefined();
  });
});

describe('a run', () => {
  it('is the same again from the same seed and schedule', async () => {
    const schedule = { workflow: 'retainer', seed: 7, faults: [{ call: 20, kind: 'crash-after' as const, gap: 1000 }] };
    const [first, second] = [await playSchedule(schedule), await playSchedule(schedule)];
    expect(second.order).toEqual(first.order);
  });
});

describe('a planted bug is found', () => {
  /** Plays the schedules in which a call to Stripe dies after its effect and is tried again when its key has expired. */
  async function foundWith(spoil: (made: Machine) => void): Promise<string[]> {
    const { order } = await playRun(retainer, SEED, clean);
    const found = new Set<string>();
    for (const [index, site] of order.entries()) {
      if (!site.startsWith('push-invoice: invoicer.') && !site.startsWith('send-statement: store.')) continue;
      const fault = { call: index + 1, kind: 'crash-after' as const, gap: 25 * 3_600_000 };
      const { broken } = await playRun(retainer, SEED, (call) => (call === fault.call ? fault : undefined), spoil);
      if (broken !== undefined) found.add(broken.invariant);
    }
    return [...found];
  }

  it('of a push that creates without looking at what is there', async () => {
    const found = await foundWith(({ outside }) => {
      outside.invoicer.invoicesOf = async () => [];
    });
    expect(found).toContain('one live invoice a posting');
  });

  it('of a line that is added twice', async () => {
    const found = await foundWith(({ outside }) => {
      const addLine = outside.invoicer.addLine.bind(outside.invoicer);
      outside.invoicer.addLine = async (line, key) => {
        await addLine(line, key);
        await addLine(line, `${key}:again`);
      };
    });
    expect(found.length).toBeGreaterThan(0);
  });

  it('of a ledger that is rewritten', async () => {
    const found = await foundWith(({ outside }) => {
      const post = outside.store.post.bind(outside.store);
      outside.store.post = async (posting) => {
        await post(posting);
        const entries = outside.memory.contracts.get(posting.contractId)?.entries ?? [];
        const [first] = entries;
        if (first !== undefined && entries.length > 1) entries[0] = { ...first };
      };
    });
    expect(found).toContain('entries are only added');
  });

  it.each<[string, (kept: Partition) => void]>([
    ['entries are only added', ({ entries }) => entries.splice(0, 1, ...entries.slice(0, 1).map(copied))],
    ['facts are only added', ({ facts }) => facts.splice(0, 1, ...facts.slice(0, 1).map(copied))],
    [
      'a sealed statement stays as it is',
      ({ statements }) => statements.forEach((statement, id) => statements.set(id, copied(statement))),
    ],
  ])('of a record of which nothing else changes: %s', async (invariant, edit) => {
    let isEdited = false;
    const { broken } = await playRun(retainer, SEED, clean, ({ outside }) => {
      const save = outside.store.saveIntent.bind(outside.store);
      outside.store.saveIntent = async (...given) => {
        const saved = await save(...given);
        const kept = outside.memory.contracts.get(CONTRACT);
        if (kept !== undefined && kept.statements.size > 0 && !isEdited) {
          edit(kept);
          isEdited = true;
        }
        return saved;
      };
    });
    expect([isEdited, broken?.invariant]).toEqual([true, invariant]);
  });

  it('of a mail to the other party', async () => {
    const found = await foundWith(({ outside }) => {
      const send = outside.mailer.send.bind(outside.mailer);
      outside.mailer.send = (mail) => send({ ...mail, to: [addressOf(CONTRACT, 'consultant')] });
    });
    expect(found).toContain("no mail to the other party's address");
  });
});

/** The same once more, as a write would leave it that writes nothing new. */
function copied<T extends object>(one: T): T {
  return { ...one };
}

describe('shrinking', () => {
  it('leaves the fewest faults that still break the run', async () => {
    const faults = Array.from({ length: 20 }, (_, index) => ({ call: index, kind: 'throttled' as const, gap: 1000 }));
    const breaks = async (fewer: readonly { call: number }[]) =>
      [3, 17].every((call) => fewer.some((fault) => fault.call === call));
    expect((await shrink(faults, breaks)).map(({ call }) => call)).toEqual([3, 17]);
  });
});
