import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { contractJsonSchema, factsJsonSchema } from '../../cli/schema.ts';
import { owedAtEnd } from '../../cli/simulate.ts';
import { happeningsFromData } from '../../cli/simulate-facts.ts';
import { InputError, type Problem } from '../../shared/core/errors.ts';
import type { Plain } from '../../shared/core/json.ts';
import { formatAmount } from '../../shared/core/money/format-money.ts';
import type { Receivable } from '../../shared/core/owed/receivable.ts';
import { simulate } from '../../shared/core/simulate/simulate.ts';
import { readContract } from '../../shared/core/terms/read-contract.ts';
import { readFeeRate } from '../../shared/core/terms/read-fee-rate.ts';
import { tallystick } from '../cli/run-tallystick.ts';

const FOLDER = new URL('contract-language/', import.meta.url);
const DOCS = new URL('../../docs/', import.meta.url);
const PAGES = readdirSync(new URL('terms/', DOCS)).map((name) => `terms/${name}`);
/** The guide, and after it the page of each kind of term. */
const GUIDE = ['contract-language.md', ...PAGES].map((name) => readFileSync(new URL(name, DOCS), 'utf8')).join('\n');

type PlainMapping = Record<string, Plain>;

interface Example {
  readonly until: string;
  readonly terms: Plain;
  readonly facts: Plain;
  readonly earnsNothing?: Record<string, string>;
}

interface Mistake {
  readonly at: string;
  readonly wrong: string;
  readonly says: string;
}

/** A fenced block of YAML in the guide, by the words after `yaml`, and where it ends. */
interface Block {
  readonly name: string;
  readonly text: string;
  readonly end: number;
}

const BLOCKS: readonly Block[] = [...GUIDE.matchAll(/^```yaml(.*)\n([\s\S]*?)^```$/gm)].map(
  ({ 0: whole, 1: name = '', 2: text = '', index }) => ({ name: name.trim(), text, end: index + whole.length }),
);

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8');
}

function exampleOf(name: string): Example {
  return parse(textOf(name));
}

/** Each call gives a copy of its own to change. */
function theWholeFile(): PlainMapping {
  return parse(textOf('whole'));
}

const MISTAKES: readonly Mistake[] = parse(textOf('mistakes'));

function blocksOf(name: string): unknown[] {
  return BLOCKS.filter((block) => block.name === name).map(({ text }): unknown => parse(text));
}

/** The first table after the last block of an example, without its heading, as cells. */
function tableAfter(name: string): string[][] {
  const last = BLOCKS.findLast((block) => block.name.startsWith(`${name} `));
  const rest = GUIDE.slice(last?.end).replace(/^[\s\S]*?(?=^\|)/m, '');
  const rows = rest.split('\n');
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(2, end).map(cellsOf);
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}

/** Plays an example on the whole file, with its own terms in place of the file's. */
function play({ until, terms: stated, facts: happenings }: Example) {
  const { terms, termsHash } = readContract({ ...theWholeFile(), terms: stated });
  const version = { version: 1, effectiveOn: terms.dated, termsHash, terms };
  const happened = happeningsFromData(version, happenings);
  return { due: owedAtEnd(happened, until), played: simulate({ ...happened, until, assume: 'paid-on-time' }) };
}

function rowOf({ accruesOn, id, amountMinor, dueOn }: Receivable, whom: string): string[] {
  return [accruesOn, `\`${id}\``, `${formatAmount(amountMinor, 'USD')}${whom}`, dueOn];
}

function problemsOf({ at, wrong }: Mistake): readonly Problem[] {
  const file = theWholeFile();
  const place = at === '' ? file : at.split('.').reduce<object>((inner, key) => Reflect.get(inner, key), file);
  const isOtherKind = wrong.startsWith('{ kind:');
  if (isOtherKind) for (const key of Object.keys(place)) Reflect.deleteProperty(place, key);
  Object.assign(place, parse(wrong));
  try {
    readContract(file);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** Every key and every word that the schema of the contract file allows. */
function wordsOf(schema: unknown): string[] {
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'properties') return [...Object.keys(Object(value)), ...Object.values(Object(value)).flatMap(wordsOf)];
    if (key === 'enum' && Array.isArray(value)) return value.map(String);
    if (key === 'const') return [String(value)];
    return wordsOf(value);
  });
}

/** The schemas as an editor reads them: another implementation than the check of the command. */
const CONTRACT_SCHEMA = z.fromJSONSchema(contractJsonSchema());
const FACTS_SCHEMA = z.fromJSONSchema(factsJsonSchema());

const EXAMPLES = readdirSync(FOLDER)
  .map((file) => file.replace('.yaml', ''))
  .filter((name) => !['whole', 'whole-facts', 'mistakes'].includes(name));

describe('the guide to the contract file', () => {
  it.each(EXAMPLES)('shows the terms and the facts of the example %s as its file has them', (name) => {
    const { terms, facts } = exampleOf(name);
    expect(blocksOf(`${name} terms`)).toEqual([{ terms }]);
    expect(blocksOf(`${name} facts`)).toEqual(Array.isArray(facts) && facts.length > 0 ? [facts] : []);
  });

  it.each(EXAMPLES)('tells what the example %s bills, on which day, and when that is due', (name) => {
    const { due } = play(exampleOf(name));
    const rows = [
      ...due.receivables.filter(({ amountMinor }) => amountMinor !== 0n).map((one) => rowOf(one, '')),
      ...due.toOthers.map((one) => rowOf(one, ` to ${one.payee}`)),
      ...due.nonCash.map(({ accruesOn, id, quantity, unit, dueOn }) => [
        accruesOn,
        `\`${id}\``,
        `${quantity} ${unit}`,
        dueOn,
      ]),
    ];
    expect(tableAfter(name)).toEqual(rows.toSorted(([a, x], [b, y]) => (`${a}${x}` < `${b}${y}` ? -1 : 1)));
  });

  it.each(EXAMPLES)('has nothing in the example %s that waits for a person or is not billed', (name) => {
    const { due, played } = play(exampleOf(name));
    const sum = (amounts: readonly { amountMinor: bigint }[]): bigint =>
      amounts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
    expect(played).toMatchObject({ waiting: [] });
    expect(played.parked).toBeUndefined();
    expect(sum(played.postings)).toBe(sum(due.receivables));
  });

  it.each(EXAMPLES)('says why what earns nothing in the example %s earns nothing', (name) => {
    const example = exampleOf(name);
    const reasons = Object.fromEntries(play(example).due.notOwed.map(({ closing, why }) => [closing, why]));
    expect(reasons).toEqual(example.earnsNothing ?? {});
    for (const [closing, why] of Object.entries(reasons)) {
      expect(GUIDE.replace(/\s+/g, ' ')).toContain(`\`${closing}\` earns nothing: “${why}”`);
    }
  });

  it.each(EXAMPLES)('shows in the example %s what the schema of an editor allows', (name) => {
    const { terms, facts } = exampleOf(name);
    expect(CONTRACT_SCHEMA.safeParse({ ...theWholeFile(), terms }).error?.issues ?? []).toEqual([]);
    expect(FACTS_SCHEMA.safeParse(facts).error?.issues ?? []).toEqual([]);
  });

  it('has a schema that refuses a rate of no known form', () => {
    const terms = theWholeFile()['terms'] as PlainMapping[];
    const wrong = terms.map((term) => (term['kind'] === 'success-fee' ? { ...term, rate: { skale: 'lehman' } } : term));
    expect(CONTRACT_SCHEMA.safeParse({ ...theWholeFile(), terms: wrong }).success).toBe(false);
  });

  it('shows the whole file, and what the command draws of it', async () => {
    expect(blocksOf('whole')).toEqual([theWholeFile()]);
    expect(blocksOf('whole facts')).toEqual([parse(textOf('whole-facts'))]);
    const [file, facts] = ['whole.yaml', 'whole-facts.yaml'].map((name) => new URL(name, FOLDER).pathname);
    const { code, stdout } = await tallystick([
      'simulate',
      file ?? '',
      '--until',
      '2026-04-30',
      '--facts',
      facts ?? '',
    ]);
    expect(code).toBe(0);
    expect(GUIDE).toContain(`\`\`\`text\n${stdout.trim()}\n\`\`\``);
  });

  it('shows parts that can stand in the whole file', () => {
    const parts = blocksOf('part') as PlainMapping[];
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(() => readContract({ ...theWholeFile(), ...part })).not.toThrow();
  });

  it('shows rates that can be read', () => {
    const [rates] = blocksOf('rates') as Plain[][];
    expect(rates).toHaveLength(11);
    for (const rate of rates ?? []) expect(readFeeRate(rate, 'USD')).toHaveProperty('rate');
  });

  it('teaches YAML that says what it is said to say', () => {
    expect(blocksOf('lesson')).toEqual([
      {
        title: 'Introduction Agreement',
        amount: '3000.00',
        everyMonths: 1,
        on: false,
        dated: '2026-01-15',
        client: { name: 'Birch Street Robotics, Inc.', statementsTo: ['accounts@birch.example'] },
        items: ['introduce investors', 'keep the investor list: one a month'],
      },
    ]);
  });

  it('has no block of YAML that nothing checks', () => {
    const parts = EXAMPLES.flatMap((name) => [`${name} terms`, `${name} facts`]);
    const known = ['whole', 'whole facts', 'part', 'rates', 'lesson', ...parts];
    expect(BLOCKS.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names every key and every word that the schema allows', () => {
    const words = [...new Set(wordsOf(contractJsonSchema()))];
    expect(words).toContain('altogetherAtMost');
    expect(words.filter((word) => !GUIDE.includes(`\`${word}\``))).toEqual([]);
  });

  it('tells of each mistake what the check says, in the same order', () => {
    const heading = GUIDE.indexOf('| You wrote ');
    const rows = GUIDE.slice(heading).split('\n');
    const table = rows
      .slice(
        2,
        rows.findIndex((row) => !row.startsWith('|')),
      )
      .map(cellsOf);
    expect(table.map(([wrong, says]) => [wrong, says])).toEqual(
      MISTAKES.map(({ wrong, says }) => [`\`${wrong}\``, says]),
    );
  });

  it.each(MISTAKES.map((mistake) => [mistake.wrong, mistake] as const))(
    'is right that %s is answered so',
    (_, mistake) => {
      const said = problemsOf(mistake).flatMap(({ allowed, fix }) => [allowed, fix]);
      expect(said).toContain(mistake.says);
    },
  );
});
