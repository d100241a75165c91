import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VENDOR } from '../simulation/crm-model.ts';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const MACHINE = new URL('../simulation/machine.ts', import.meta.url);

interface Row {
  readonly port: string;
  readonly suite: string;
  readonly files: readonly URL[];
}

/** The rows of the table under "The models": a name, the suite with its file, and a test file on either side. */
const rows = readFileSync(PAGE, 'utf8')
  .split('\n## The models\n')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .flatMap((line): Row[] => {
    const [, port = '', ...cells] = line.split('|').map((cell) => cell.trim());
    const links = cells.map((cell) => /^\[(.+)\]\((.+)\)$/.exec(cell)).filter((link) => link !== null);
    const [suite] = links;
    if (suite === undefined) return [];
    return [{ port, suite: suite[1] ?? '', files: links.map(([, , file]) => new URL(file ?? '', PAGE)) }];
  });

describe('the table of the models in docs/reliability.md', () => {
  it('has every port that the simulator puts its faults on', () => {
    const named = [...readFileSync(MACHINE, 'utf8').matchAll(/layer\.wrap\(invocation, ('?\w+'?)/g)].map(
      ([, name]) => name,
    );
    const wrapped = named.map((name) => (name === 'VENDOR' ? VENDOR : name?.replaceAll("'", '')));
    expect(wrapped.length).toBeGreaterThan(6);
    expect(rows?.map(({ port }) => port)).toEqual(expect.arrayContaining(wrapped.map((name) => `\`${name}\``)));
  });

  it.each(rows ?? [])('$port: $suite runs on both sides', ({ suite, files }) => {
    expect(files).toHaveLength(3);
    const [defined, ...sides] = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''));
    expect(defined).toContain(`export function ${suite}(`);
    const calls = new Set(files.slice(1).map(({ href }) => href)).size === 1 ? 2 : 1;
    for (const side of sides) expect(side.split(`\n${suite}(`)).toHaveLength(calls + 1);
  });
});
