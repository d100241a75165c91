import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../../shared/core/errors.ts';
import { attributionWords, describeIntroductions } from '../../../shared/core/terms/describe-introductions.ts';
import {
  DEFAULT_RULES,
  MATCH_KINDS,
  NO_INTRODUCTION_TERMS,
  type AttributionRules,
  type IntroductionTerms,
} from '../../../shared/core/terms/introduction-terms.ts';
import { readContract } from '../../../shared/core/terms/read-contract.ts';
import { questionOf, SILENCE_KEYS } from '../../../shared/core/terms/silences.ts';
import { contractFile1999 } from '../../builders/a-contract.ts';

const FEE =
  "kind: success-fee, id: f, clause: '2', rate: '5%', basis: revenue, trigger: closing, scope: any-investor, tail: open-ended, rounding: down, dueDays: 0";

const read = (yaml: string) => readContract({ ...contractFile1999(), ...parse(yaml) }).terms;

function wrong(introductions: string): string[] {
  try {
    read(`introductions: ${introductions}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(
      ({ field, found, allowed, fix }) => `${field}: ${found}; ${allowed}; ${fix.split(' ')[0]}`,
    );
  }
  return [];
}

describe('what a contract says of introductions', () => {
  const of = (yaml: string) => read(`introductions: { clause: '9'${yaml} }`).introductions;

  it('is what the trade assumes where the file says no more', () => {
    expect(of('')).toStrictEqual({ ...NO_INTRODUCTION_TERMS, clause: '9' });
  });

  it('is read with its days, the warnings from the longest on', () => {
    const all =
      ', told: by-notice, objectionDays: 14, silence: disputed, whileOpen: waits, rulingBy: [Patrick M. Rost], tailWarningDays: [7, 30, 14]';
    expect(of(all)).toStrictEqual({
      clause: '9',
      told: 'by-notice',
      objectionDays: 14,
      silence: 'disputed',
      whileOpen: 'waits',
      rulingBy: ['Patrick M. Rost'],
      tailWarningDays: [30, 14, 7],
    });
  });

  it.each([
    ["{ clause: '9', objectionDays: 14 }", 'introductions.silence: nothing; accepted or disputed; Say'],
    ["{ clause: '9', silence: accepted }", 'introductions.silence: "accepted"; silence beside objectionDays only; Say'],
    ["{ clause: '9', whileOpen: waits }", 'introductions.whileOpen: "waits"; whileOpen beside objectionDays only; Say'],
  ])('is refused as %s', (introductions, problem) => {
    expect(wrong(introductions)).toEqual([problem]);
  });

  it('lets only people of the file rule', () => {
    expect(wrong("{ clause: '9', rulingBy: [Patrick M. Rost, Nobody] }")).toEqual([
      'introductions.rulingBy[1]: "Nobody"; one of Eugene Chiaramonte, Patrick M. Rost; Add',
    ]);
  });
});

describe('by which rules a fee line says whose a closing was', () => {
  const rules = (yaml: string) => {
    const [term] = read(`terms:\n  - { ${FEE}, attribution: ${yaml} }\n`).terms;
    return term?.kind === 'success-fee' ? term.attribution : undefined;
  };

  it('are those of a line that states none, with every other kind of match a question', () => {
    expect(rules('{}')).toStrictEqual(DEFAULT_RULES);
    expect(rules('{ proves: [domain] }')).toMatchObject({
      proves: ['domain'],
      asks: MATCH_KINDS.filter((kind) => kind !== 'domain'),
    });
    expect(rules('{ proves: [domain], asks: [domain, name] }')).toMatchObject({ proves: ['domain'], asks: ['name'] });
  });

  it('are read as they stand', () => {
    expect(
      rules(
        "{ clause: '9', proves: [], asks: [], recordedBefore: open-funding, several: split, knownToClient: { outcome: earns, withinMonths: 6 } }",
      ),
    ).toStrictEqual({
      clause: '9',
      proves: [],
      asks: [],
      recordedBefore: 'open-funding',
      several: 'split',
      knownToClient: { outcome: 'earns', withinMonths: 6 },
    });
    expect(rules('{ knownToClient: { outcome: ask } }')?.knownToClient).toStrictEqual({ outcome: 'ask' });
  });
});

describe('introductions in sentences', () => {
  const TERMS: IntroductionTerms = { ...NO_INTRODUCTION_TERMS, clause: '9' };
  const words = (changes: Partial<IntroductionTerms>) => describeIntroductions({ ...TERMS, ...changes });

  it('say how the client is told, and what its silence says', () => {
    expect(words({})).toBe(
      'The client is told of introductions by the statement of the month. It may object at any time. A dispute is ended by whoever may approve.',
    );
    expect(
      words({
        told: 'by-notice',
        objectionDays: 14,
        silence: 'disputed',
        rulingBy: ['Ann', 'Bob'],
        tailWarningDays: [30, 7],
      }),
    ).toBe(
      'The client is told of each introduction by a notice of its own. It may object within 14 days of being told; if it says nothing, the introduction is disputed. Until then the introduction earns. A dispute is ended by Ann or Bob. Both are told 30, 7 days before an introduction stops earning.',
    );
    expect(words({ objectionDays: 14, whileOpen: 'waits' })).toContain('Until then a fee on it waits.');
    expect(words({ whileOpen: 'waits' })).not.toContain('Until then');
  });

  const said = (changes: Partial<AttributionRules>) => attributionWords({ ...DEFAULT_RULES, ...changes });

  it('say what proves one, what asks, and by when it is on record', () => {
    expect(said({})).toEqual([
      'An introduction is proven by the same CRM id, the same full e-mail address',
      'A person is asked about the same number in a public register, the same e-mail domain, the same name, a name of the same house',
      'It has to be on record before the closing is first reported',
      'Where several people introduced an investor, a person is asked',
      'An investor whom the client knew before is a question',
    ]);
    expect(said({ proves: [], asks: [], recordedBefore: 'open-funding' }).slice(0, 2)).toEqual([
      'Nothing proves an introduction by itself',
      'It has to be on record before the funding is first reported as open',
    ]);
  });

  it.each<[Partial<AttributionRules>, string]>([
    [{ several: 'first' }, 'Where several people introduced an investor, the first counts'],
    [{ several: 'latest' }, 'Where several people introduced an investor, the latest counts'],
    [{ several: 'split' }, 'Where several people introduced an investor, they share the fee in equal parts'],
    [{ knownToClient: { outcome: 'earns' } }, 'An investor whom the client knew before earns all the same'],
    [
      { knownToClient: { outcome: 'earns-nothing', withinMonths: 6 } },
      'An investor whom the client knew within 6 months before earns nothing',
    ],
  ])('say whose it is, and what the client’s own contact makes of it: %j', (changes, sentence) => {
    expect(said(changes)).toContain(sentence);
  });
});

describe('what a reading answers', () => {
  it('is a silence that the trade knows, or a question of the agreement', () => {
    expect(questionOf({ silence: 'debt' })).toBe('Does debt count as funding?');
    expect(questionOf({ silence: 'debt', question: 'Q?' })).toBe('Does debt count as funding?');
    expect(questionOf({ question: 'Q?' })).toBe('Q?');
    expect(questionOf({})).toBe('');
    expect(SILENCE_KEYS).toHaveLength(17);
  });
});
