import { describe, expect, it } from 'vitest';
import { billed, owedUnder } from '../../builders/owed-under.ts';
import { closing, fee, theOne } from '../../builders/trade.ts';

const UNTIL = '2026-12-31';
const CLOSED = closing('a', '1000.00', '2026-04-01');

describe('a closing in another currency', () => {
  it('waits for a rate, and its fee is held', () => {
    const due = owedUnder(`terms:\n${fee()}`, closing('a', '1000.00', '2026-04-01', ', currency: EUR'), UNTIL);
    expect(due.waiting).toEqual([
      {
        id: 'currency/a',
        kind: 'currency',
        clause: '2',
        what: 'The funding by Quay Fund closed in EUR, the agreement is in USD.',
        why: expect.stringMatching(/^An amount is converted only by a rate that somebody states for its day/),
        answers: [],
        evidence: [],
        since: '2026-04-01',
      },
    ]);
    expect(due.held).toEqual(['fee/a']);
    expect(due.receivables).toEqual([]);
  });
});

describe('a closing behind the licence gate', () => {
  const gated = `licenceGate: { clause: '3.3', on: true }\nterms:\n${fee()}`;
  const licence = (from: string, to = '') =>
    `- { kind: licence, id: broker, clause: '3.3', validFrom: ${from}${to === '' ? '' : `, validTo: ${to}`} }\n`;

  it('waits for a licence, and its fee is held', () => {
    const due = owedUnder(gated, CLOSED, UNTIL);
    expect(due.waiting).toEqual([
      {
        id: 'gate/a',
        kind: 'gate',
        clause: '3.3',
        what: 'The fee on the funding by Quay Fund waits for the licence or exemption relied on.',
        why: expect.stringMatching(/none on record covers the day of the closing\.$/),
        answers: [],
        evidence: [],
        since: '2026-04-01',
      },
    ]);
    expect(due.held).toEqual(['fee/a']);
  });

  it.each([
    ['2026-04-01', '', true],
    ['2026-04-02', '', false],
    ['2026-01-01', '2026-04-01', true],
    ['2026-01-01', '2026-03-31', false],
  ])('is free under a licence from %s to %s: %s', (from, to, isFree) => {
    expect(billed(owedUnder(gated, licence(from, to) + CLOSED, UNTIL))).toEqual(isFree ? ['fee/a 10000'] : []);
  });
});

describe('a closing of which nobody can tell whose it was', () => {
  const terms = `terms:\n${fee().replace('any-investor', 'introduced-only')}`;

  it('waits for a ruling between those that it may be and nobody, with the evidence', () => {
    const late =
      '- { kind: introduction, id: q, investor: Quay Fund, emails: [m@quay.example], on: 2026-04-01, recordedOn: 2026-04-09 }\n';
    const due = owedUnder(terms, closing('a', '1000.00', '2026-04-01', ', emails: [m@quay.example]') + late, UNTIL);
    expect(due.waiting).toMatchObject([
      {
        id: 'attribution/a',
        kind: 'attribution',
        clause: '2',
        what: 'Did the funding by Quay Fund originate in an introduction by the consultant?',
        answers: ['q', 'nobody'],
        since: '2026-04-01',
      },
    ]);
    expect(due.waiting[0]?.why).toMatch(/^[A-Z].*[^.]\.$/);
    expect(due.waiting[0]?.evidence.length).toBeGreaterThan(0);
    expect(due.held).toEqual(['fee/a']);
  });

  it('is in no doubt when nobody introduced the investor', () => {
    const due = owedUnder(terms, CLOSED, UNTIL);
    expect([due.waiting, billed(due)]).toEqual([[], []]);
    expect(due.notOwed[0]?.why).toMatch(/^[A-Z].*[^.]\.$/);
  });

  it('names the introduction that it came from', () => {
    const early = '- { kind: introduction, id: q, investor: Quay Fund, emails: [m@quay.example], on: 2026-03-01 }\n';
    const due = owedUnder(terms, early + closing('a', '1000.00', '2026-04-01', ', emails: [m@quay.example]'), UNTIL);
    expect(theOne(due, 'fee/a').working[1]?.what).toBe('Originates in introduction q, Quay Fund');
    expect(theOne(due, 'fee/a').factIds).toEqual(['introduction/q', 'closing/a/2026-04-01T16:00:00.000Z']);
  });
});

describe('a closing that no fee line is about', () => {
  it('is said to be covered by none, unless one of them is about it', () => {
    const equity = fee(', where: { instruments: [equity] }');
    const debt = fee(', where: { instruments: [debt] }', 'other');
    const notes = closing('a', '1000.00', '2026-04-01', ', instrument: notes');
    const due = owedUnder(`terms:\n${equity}${debt}`, notes, UNTIL);
    expect(due.notOwed).toEqual([
      {
        closing: 'a',
        clause: '2, 2',
        closedOn: '2026-04-01',
        knownOn: '2026-04-01',
        investorName: 'Quay Fund',
        amountMinor: 100_000n,
        currency: 'USD',
        why: 'No fee line of the agreement covers a closing of this instrument and kind of investor.',
      },
    ]);
    const bonds = closing('a', '1000.00', '2026-04-01', ', instrument: debt');
    expect(owedUnder(`terms:\n${equity}${debt}`, bonds, UNTIL).notOwed).toEqual([]);
    expect(owedUnder(`terms:\n${equity}`, '[]', UNTIL).notOwed).toEqual([]);
  });
});
