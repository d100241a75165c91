import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { contractFile1999 } from '../builders/a-contract.ts';
import { CONTRACT_FILE, tallystick } from './run-tallystick.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The 1999 file with pieces of its text replaced. */
function spoiled(name: string, ...changes: readonly (readonly [before: string, after: string])[]): string {
  const text = changes.reduce(
    (whole, [before, after]) => {
      if (!whole.includes(before)) throw new Error(`the contract file does not say ${before}`);
      return whole.replace(before, after);
    },
    readFileSync(CONTRACT_FILE, 'utf8'),
  );
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The 1999 file without the reading of one silence. */
function without(silence: string): string {
  const { readings, ...rest } = contractFile1999();
  const kept = (readings as { silence: string }[]).filter((reading) => reading.silence !== silence);
  const path = join(folder, `without-${silence}.yaml`);
  writeFileSync(path, stringify({ ...rest, readings: kept }));
  return path;
}

/** The line of the 1999 file on which these words first stand. */
function lineOf(words: string): number {
  return (
    readFileSync(CONTRACT_FILE, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(words)) + 1
  );
}

/** Without the line breaks of the terminal's width. */
function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('tallystick validate', () => {
  test('says what a valid file holds', async () => {
    const { code, stdout } = await tallystick(['validate', CONTRACT_FILE]);
    expect(code).toBe(0);
    expect(stdout).toContain('is valid.');
    expect(stdout).toContain('17 of 17 have a reading');
  });

  test('tells five mistakes at once, each with line, what was found, what is allowed, and the fix', async () => {
    const path = spoiled(
      'five.yaml',
      ['dated: 1999-04-06', 'dated: 1999-04-31'],
      ["amount: '2000.00'", 'amount: 2000.00'],
      ['everyMonths: 1', 'everyMonths: 0'],
      ['scope: introduced-only', 'scope: introduced_only'],
      ['statementsTo: [office@pmr.example]', 'statementsTo: [office]'],
    );
    const { code, stdout, stderr } = await tallystick(['validate', path]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(inOneLine(stderr)).toContain('has 5 mistakes.');
    for (const [field, found, allowed] of [
      [`dated (line ${lineOf('dated:')})`, '"1999-04-31"', 'a date that exists'],
      [`consultant.statementsTo[0] (line ${lineOf('statementsTo: [office')})`, '"office"', 'a full e-mail address'],
      [`terms[0].amount (line ${lineOf('amount:')})`, '2000', 'a decimal string in USD'],
      [`terms[0].everyMonths (line ${lineOf('everyMonths:')})`, '0', 'a whole number from 1 to 12'],
      [`terms[1].scope (line ${lineOf('scope:')})`, '"introduced_only"', 'one of introduced-only'],
    ] as const) {
      const place = stderr.slice(stderr.indexOf(field));
      expect(place, field).toMatch(/^.*\n +found +/);
      expect(place).toContain(`found    ${found}`);
      expect(place).toContain(`allowed  ${allowed}`);
      expect(place).toMatch(/\n +fix +\S/);
    }
  });

  test('suggests the nearest known key for an unknown one', async () => {
    const { code, stderr } = await tallystick(['validate', spoiled('key.yaml', ['dueDays: 14', 'dueDay: 14'])]);
    expect(code).toBe(1);
    expect(stderr).toContain(`terms[0].dueDay (line ${lineOf('dueDays:')})`);
    expect(stderr).toContain('Did you mean dueDays?');
  });

  test('gives line and column of a YAML mistake', async () => {
    const { code, stderr } = await tallystick(['validate', spoiled('yaml.yaml', ['currency: USD', 'currency: "USD'])]);
    expect(code).toBe(1);
    expect(stderr).toContain('is not YAML');
    expect(stderr).toMatch(/line \d+, column \d+/);
  });

  test('says that a file is not there, without a stack trace', async () => {
    const { code, stderr } = await tallystick(['validate', 'no-such-file.yaml']);
    expect(code).toBe(1);
    expect(stderr).toBe('tallystick: no-such-file.yaml cannot be read: there is no such file. Check the\n  path.\n');
  });

  test('adds the stack trace when TALLYSTICK_DEBUG is 1', async () => {
    const { stderr } = await tallystick(['validate', 'no-such-file.yaml'], { env: { TALLYSTICK_DEBUG: '1' } });
    expect(stderr).toContain('at readText');
  });
});

describe('tallystick lint', () => {
  test('prints seventeen readings with clause, who took them, when, and the alternatives', async () => {
    const { code, stdout } = await tallystick(['lint', CONTRACT_FILE]);
    expect(code).toBe(0);
    expect(stdout.match(/, clause .*, taken by Tallystick on 22 November 2026$/gm)).toHaveLength(17);
    expect(stdout).toContain('or  In arrears, the first on 6 May 1999.');
  });

  test('finds the open-ended tail and the licence gate that is off', async () => {
    const { stdout } = await tallystick(['lint', CONTRACT_FILE]);
    expect(stdout).toMatch(/finders-fee, clause 2\.2: The tail is open-ended/);
    expect(stdout).toMatch(/licenceGate, clause 3\.3: The licence gate is off/);
  });

  test('makes a silence without a reading a finding', async () => {
    const { code, stdout } = await tallystick(['lint', without('tail'), '--json']);
    const { readings, findings } = JSON.parse(stdout) as { readings: unknown[]; findings: { about: string }[] };
    expect(code).toBe(0);
    expect(readings).toHaveLength(16);
    expect(findings.filter((finding) => finding.about === 'tail')).toHaveLength(1);
  });

  test('ends with 1 when it is strict and there is a finding', async () => {
    const { code } = await tallystick(['lint', CONTRACT_FILE, '--strict']);
    expect(code).toBe(1);
  });
});

describe('the schemas beside the contracts', () => {
  test.each(['contract', 'facts', 'mapping'])(
    'are what `tallystick schema %s` prints, and an example names its own',
    async (what) => {
      const { stdout } = await tallystick(['schema', what]);
      const kept = readFileSync(new URL(`../../contracts/schema/${what}.schema.json`, import.meta.url), 'utf8');
      expect(JSON.parse(kept)).toEqual(JSON.parse(stdout));
      const example = readFileSync(new URL('../../contracts/auxer-pmr-1999.yaml', import.meta.url), 'utf8');
      expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=schema/contract.schema.json');
    },
  );
});

describe('tallystick schema contract', () => {
  test('prints a JSON Schema whose keys are those of the file', async () => {
    const { code, stdout } = await tallystick(['schema', 'contract']);
    const schema = JSON.parse(stdout) as { properties: object; required: string[]; additionalProperties: boolean };
    expect(code).toBe(0);
    expect(Object.keys(schema.properties).toSorted()).toEqual(
      [
        ...Object.keys(contractFile1999()),
        'corrections',
        'disputes',
        'duration',
        'holidays',
        'introductions',
        'reminders',
      ].toSorted(),
    );
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toContain('bounds');
  });

  test('asks for amounts as decimal strings, inside terms too', async () => {
    const { stdout } = await tallystick(['schema', 'contract']);
    const amount = { type: 'string', pattern: expect.stringContaining('[0-9]') };
    const { properties } = JSON.parse(stdout) as {
      properties: { terms: { items: { oneOf: { properties: object }[] } }; bounds: { properties: object } };
    };
    expect(properties.bounds.properties).toMatchObject({ approvalAbove: amount });
    expect(properties.terms.items.oneOf[0]?.properties).toMatchObject({ amount });
  });
});
