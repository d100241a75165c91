import { beforeAll, describe, expect, it } from 'vitest';
import { takeLook, type Look } from '../../../../infra/local/console/look.ts';
import { timelineOf } from '../../../../infra/local/console/timeline.ts';
import { timelineFigure } from '../../../../infra/local/console/timeline-svg.ts';
import type { Fact } from '../../../../shared/core/facts/fact.ts';
import { aClosing, noon } from '../../../builders/facts.ts';
import { aConsole, type ConsoleWorld } from './a-console.ts';

let contract: ConsoleWorld;
let look: Look;

beforeAll(async () => {
  contract = await aConsole();
  await contract.pass('1999-04-19');
  contract.options.stripe.payInvoice('in_1');
  await contract.settle();
  await contract.pass('1999-06-10');
  look = await takeLook(contract.options);
});

/** The look with more facts on record. */
function withFacts(...facts: readonly Pick<Fact, 'type' | 'data' | 'happenedAt' | 'recordedAt' | 'source'>[]): Look {
  const more = facts.map((fact, index) => ({ ...fact, id: `more-${index}`, seq: 1000 + index }) as Fact);
  return { ...look, view: { ...look.view, facts: [...look.view.facts, ...more] } };
}

const fromCrm = (happenedOn: string, recordedOn: string) => ({
  type: 'ClosingReported' as const,
  data: aClosing({ closedOn: '2001-01-01' }),
  happenedAt: noon(happenedOn),
  recordedAt: noon(recordedOn),
  source: { kind: 'crm' as const, name: 'crm' },
});

const mailed = (statement: string, on: string) => ({
  type: 'MailReported' as const,
  data: { statement, party: 'client' as const, event: 'sent' as const, messageId: 'm', attempt: 1 },
  happenedAt: noon(on),
  recordedAt: noon(on),
  source: { kind: 'ses' as const, name: 'ses' },
});

describe('what was owed', () => {
  it('rises and falls on the days on which it counts', () => {
    expect(timelineOf(look).balance).toEqual([
      { on: '1999-03-31', balanceMinor: 0n },
      { on: '1999-04-06', balanceMinor: 200_000n },
      { on: '1999-04-19', balanceMinor: 0n },
      { on: '1999-05-06', balanceMinor: 200_000n },
      { on: '1999-06-06', balanceMinor: 400_000n },
    ]);
  });

  it('begins a later window with what was owed by then', () => {
    const { from, balance } = timelineOf(look, '2000-03-10');
    expect({ from, first: balance[0] }).toEqual({
      from: '1999-05-10',
      first: { on: '1999-05-10', balanceMinor: 200_000n },
    });
  });
});

describe('the window', () => {
  it('begins before the agreement while it is young, and goes on a month from now', () => {
    expect(timelineOf(look)).toMatchObject({ from: '1999-03-31', to: '1999-07-10' });
    expect(timelineOf(look)).not.toHaveProperty('earlierUntil');
  });

  it('shows the last months of an older one, and where the earlier ones are', () => {
    const older = timelineOf({ ...look, today: '2001-06-10' });
    expect(older).toMatchObject({ from: '2000-09-10', to: '2001-07-10', earlierUntil: '2000-09-10' });
    expect(older.marks).toEqual([]);
  });
});

describe('a stretch in which nothing ran', () => {
  it('lasts from what was first missed to the day on which it was caught up', () => {
    const late = withFacts(fromCrm('1999-05-17', '1999-06-03'), mailed('1999-04-30', '1999-06-03'));
    expect(timelineOf(late).late).toEqual([{ from: '1999-05-01', to: '1999-06-03' }]);
  });

  it('is none while messages take a day', () => {
    const prompt = withFacts(fromCrm('1999-05-17', '1999-05-18'), mailed('1999-04-30', '1999-05-01'));
    expect(timelineOf(prompt).late).toEqual([]);
  });

  it('is two when things ran in between', () => {
    const late = withFacts(fromCrm('1999-04-10', '1999-04-15'), mailed('1999-04-30', '1999-05-09'));
    expect(timelineOf(late).late).toHaveLength(2);
  });

  it('is drawn with its dates in words', async () => {
    const late = withFacts(fromCrm('1999-05-17', '1999-06-03'));
    expect(String(await timelineFigure(timelineOf(late)))).toContain(
      '<title>What fell due from 17 May 1999 on was done on 3 June 1999: nothing ran in between.</title>',
    );
  });
});
