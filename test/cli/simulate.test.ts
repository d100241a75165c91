import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CONTRACT_FILE, tallystick, type Ran } from './run-tallystick.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function simulate(until: string, facts?: string, ...more: readonly string[]): Promise<Ran> {
  const words = ['simulate', CONTRACT_FILE, '--until', until, ...more];
  if (facts === undefined) return tallystick(words);
  writeFileSync(join(folder, 'facts.yaml'), facts);
  return tallystick([...words, '--facts', join(folder, 'facts.yaml')]);
}

const FACTS = `
- { kind: introduction, id: meadow, investor: Meadow Partners, emails: [anna@meadow.example], on: 1999-05-10 }
- { kind: closing, id: deal-1, investor: Meadow Partners, emails: [anna@meadow.example], amount: '250000.00', on: 1999-06-15 }
- { kind: closing, id: deal-2, investor: Stranger LLC, amount: '100000.00', on: 1999-12-20 }
- { kind: end, on: 1999-12-31, recordedOn: 1999-12-01 }
`;

describe('tallystick simulate', () => {
  test('gives nine retainers for 1999, one a month, USD 18,000.00 together', async () => {
    const { code, stdout } = await simulate('1999-12-31');
    expect(code).toBe(0);
    const months = stdout.match(/^\w{3} 1999 +retainer +2,000\.00 /gm) ?? [];
    expect(months.map((month) => month.slice(0, 3)).join(' ')).toBe('Apr May Jun Jul Aug Sep Oct Nov Dec');
    expect(stdout).toMatch(/^Retainer +2\.1 +9 +18,000\.00$/m);
  });

  test('bills 10% of introduced funding and says why the other closing earns nothing', async () => {
    const { stdout } = await simulate('1999-12-31', FACTS);
    expect(stdout).toMatch(/^Jun 1999 +retainer, finders-fee +27,000\.00 /m);
    expect(stdout).toMatch(/^Finder's fee +2\.2 +1 +25,000\.00$/m);
    expect(stdout).toMatch(/20 December 1999: no fee on the closing by Stranger LLC\. No introduction/);
  });

  test('ends with the contract', async () => {
    const { stdout } = await simulate('2000-06-30', FACTS);
    expect(stdout).toMatch(/^Retainer +2\.1 +9 +18,000\.00$/m);
  });

  test('draws a row a year when it is long: 332 retainers to 22 November 2026', async () => {
    const { stdout } = await simulate('2026-11-22');
    expect(stdout.match(/^\d{4} +\d+ x retainer /gm)).toHaveLength(28);
    expect(stdout).toMatch(/^Retainer +2\.1 +332 +664,000\.00$/m);
  });

  test('prints postings as JSON with amounts in minor units', async () => {
    const { stdout } = await simulate('1999-04-30', undefined, '--json');
    const { postings } = JSON.parse(stdout) as { postings: unknown[] };
    expect(postings).toEqual([expect.objectContaining({ id: 'retainer/1999-04-06#1', amountMinor: '200000' })]);
  });

  test('tells every mistake in the facts at once, with its line', async () => {
    const { code, stderr } = await simulate(
      '1999-12-31',
      `- { kind: introdction, id: meadow }\n- { kind: closing, id: deal-1, investor: M, amount: 1e6, on: 1999-06-31, colour: red }\n`,
    );
    expect(code).toBe(1);
    for (const place of ['[0].kind (line 1)', '[1].amount (line 2)', '[1].on (line 2)', '[1].colour (line 2)']) {
      expect(stderr).toContain(place);
    }
  });
});
