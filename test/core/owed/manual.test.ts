import { describe, expect, it } from 'vitest';
import { startOfDay } from '../../../shared/core/calendar/instant.ts';
import { nextAccrual } from '../../../shared/core/owed/next-accrual.ts';
import { amendment, owedUnder, playedUnder } from '../../builders/owed-under.ts';
import { event, tookBack } from '../../builders/trade.ts';

const audit = (more: string, id = 'audit') =>
  `  - { kind: manual, id: ${id}, clause: '7', name: Audit, what: the books are looked at${more} }\n`;
const TWO_DAYS = ', remindOn: [2026-06-30, 2026-03-31]';

const reminders = (more: string, happened: string, until: string) =>
  owedUnder(`terms:\n${audit(more)}`, happened, until).waiting.map(({ id }) => id);

describe('a manual term', () => {
  it('reminds a person on its day, and says of what', () => {
    expect(owedUnder(`terms:\n${audit(TWO_DAYS)}`, '[]', '2026-03-31').waiting).toEqual([
      {
        id: 'manual/audit/2026-03-31',
        kind: 'manual',
        clause: '7',
        what: 'Audit, 31 March 2026: the books are looked at',
        why: 'The contract file leaves this term to a person; nothing is billed for it by itself.',
        answers: [],
        evidence: [],
        since: '2026-03-31',
      },
    ]);
  });

  it('reminds on each of its days, oldest first, and not before', () => {
    expect(reminders(TWO_DAYS, '[]', '2026-03-30')).toEqual([]);
    expect(reminders(TWO_DAYS, '[]', '2026-06-30')).toEqual(['manual/audit/2026-03-31', 'manual/audit/2026-06-30']);
  });

  it('is done with on a day once a person says so, and on no other day', () => {
    const done = '- { kind: done, term: audit, remindedOn: 2026-03-31, what: looked, on: 2026-04-02 }\n';
    expect(reminders(TWO_DAYS, done, '2026-06-30')).toEqual(['manual/audit/2026-06-30']);
    const other = done.replace('term: audit', 'term: other');
    expect(reminders(TWO_DAYS, other, '2026-06-30')).toHaveLength(2);
  });

  it('reminds of each event of its kind that stands, once a day', () => {
    const happened =
      event('merger', 'm', '2026-05-02') +
      event('merger', 'n', '2026-05-02') +
      event('merger', 'o', '2026-05-01') +
      event('merger', 'p', '2026-05-03') +
      event('listing', 'q', '2026-05-04') +
      tookBack('p', '2026-05-05');
    expect(reminders(', onEvent: merger', happened, '2026-12-31')).toEqual([
      'manual/audit/2026-05-01',
      'manual/audit/2026-05-02',
    ]);
  });

  it('is the next thing to come, and the earliest of several', () => {
    const { versions, facts } = playedUnder(`terms:\n${audit(TWO_DAYS)}${audit(', remindOn: [2026-05-31]', 'other')}`);
    const next = (on: string) => nextAccrual(versions, facts, startOfDay(on, 'America/New_York'))?.slice(0, 10);
    expect(['2026-03-30', '2026-03-31', '2026-05-31', '2026-06-30'].map(next)).toEqual([
      '2026-03-31',
      '2026-05-31',
      '2026-06-30',
      undefined,
    ]);
  });

  it('reminds of nothing that an amendment took out, nor of what it put in for what came before', () => {
    const amended = (term: string) => amendment('2026-05-15', `terms:\n${term}`);
    expect(reminders(TWO_DAYS, amended(audit(', remindOn: [2026-09-30]', 'other')), '2026-12-31')).toEqual([
      'manual/other/2026-09-30',
    ]);
    const merged = event('merger', 'm', '2026-05-14') + event('merger', 'n', '2026-05-15');
    const happened = merged + amended(audit(', onEvent: merger', 'other'));
    expect(reminders(TWO_DAYS, happened, '2026-12-31')).toEqual(['manual/other/2026-05-15']);
  });
});
