import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toPlain } from '../../shared/core/json.ts';
import { aStatement } from '../builders/a-statement.ts';
import { tallystick } from './run-tallystick.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(toPlain(value)));
  return path;
}

describe('tallystick verify', () => {
  test('finds that a sealed statement fits its code', async () => {
    const { code, stdout } = await tallystick(['verify', file('june.json', aStatement())]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${aStatement().tallyCode} fits its figures.`);
  });

  test('finds a figure that was changed by one cent', async () => {
    const { lines, ...rest } = aStatement();
    const [first, ...others] = lines;
    const changed = { ...rest, lines: [{ ...first, balanceMinor: (first?.balanceMinor ?? 0n) + 1n }, ...others] };
    const { code, stdout } = await tallystick(['verify', file('changed.json', changed)]);
    expect(code).toBe(1);
    expect(stdout).toContain('Changed: the figures are not those that were sealed.');
    expect(stdout).toContain(`printed ${aStatement().tallyCode}`);
  });

  test('finds a statement that was sealed with sums that do not add up', async () => {
    const wrong = aStatement({ closingBalanceMinor: 1n });
    const { code, stdout } = await tallystick(['verify', file('wrong.json', wrong)]);
    expect(code).toBe(1);
    expect(stdout).not.toContain('Changed');
    expect(stdout).toContain('do not give the closing balance');
  });

  test('says that two halves match', async () => {
    const [client, consultant] = [file('client.json', aStatement()), file('consultant.json', aStatement())];
    const { code, stdout } = await tallystick(['verify', client, consultant]);
    expect(code).toBe(0);
    expect(stdout).toContain('The halves match.');
  });

  test('names what differs between two halves, each sealed in itself', async () => {
    const [client, consultant] = [file('a.json', aStatement()), file('b.json', aStatement({ number: 99 }))];
    const { code, stdout } = await tallystick(['verify', client, consultant]);
    expect(code).toBe(1);
    expect(stdout).toContain('The halves do not match.');
    expect(stdout).toContain('They differ in: number.');
  });

  test('gives the codes as JSON', async () => {
    const { stdout } = await tallystick(['verify', file('json.json', aStatement()), '--json']);
    const { tallyCode } = aStatement();
    expect(JSON.parse(stdout)).toMatchObject({ halves: [{ printedCode: tallyCode, code: tallyCode, addsUp: true }] });
  });

  test.each([
    ['text that is not JSON', 'not json', 'is not JSON'],
    ['something that is no statement', '{"id":"1999-06-30"}', 'is not a statement: tallyCode is missing'],
  ])('refuses %s and says where a statement comes from', async (_, content, said) => {
    const { code, stderr } = await tallystick(['verify', file('other.json', content)]);
    expect(code).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain(said);
  });
});
