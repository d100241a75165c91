import { dirname, resolve } from 'node:path';
import type * as z from 'zod';
import { minutesAfter, startOfDay, type Instant } from '../shared/core/calendar/instant.ts';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import { InputError, type Problem } from '../shared/core/errors.ts';
import type { Fact } from '../shared/core/facts/fact.ts';
import { describe, plainFix } from '../shared/core/money/parse-amount.ts';
import { RULES } from '../shared/core/owed/rules.ts';
import { readContract } from '../shared/core/terms/read-contract.ts';
import type { TermsVersion } from '../shared/core/terms/terms.ts';
import { happeningsSchema, type Happening } from './happenings.ts';
import { newFactsOf } from './happening-facts.ts';
import { readContractFile, readYaml, withLine, type YamlFile } from './read-contract-file.ts';

/** What a simulation plays: every version of the terms, and what happens, as it becomes known. */
export interface Played {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
}

/**
 * Reads what happens from a YAML file; without one, nothing happens but the adoption of the terms. Errors:
 * `input.invalid` with every mistake at once, each with its line.
 */
export function readHappenings(version: TermsVersion, path: string | undefined): Played {
  if (path === undefined) return played(version, [], process.cwd());
  return played(version, check(readYaml(path), version.terms.currency, path), dirname(path));
}

/** The same from plain data, a list of happenings; amendments in it hold their whole contract. */
export function happeningsFromData(version: TermsVersion, data: unknown): Played {
  return played(version, check({ data, lineOf: () => undefined }, version.terms.currency, 'The list'), undefined);
}

/** The same with an amendment that becomes known when it takes effect. */
export function withAmendment({ versions, facts }: Played, amendment: TermsVersion): Played {
  const recordedAt = startOfDay(amendment.effectiveOn, amendment.terms.timeZone);
  const adopted = { ...adoption(amendment, recordedAt), seq: 0, recordedAt };
  const all = [...facts, adopted].toSorted((a, b) => compare(a.recordedAt, b.recordedAt));
  return { versions: [...versions, amendment], facts: all.map((fact, index) => ({ ...fact, seq: index + 1 })) };
}

function played(first: TermsVersion, told: readonly Happening[], folder: string | undefined): Played {
  const amendments = told
    .filter((happening) => happening.kind === 'amendment')
    .toSorted((a, b) => compare(a.recordedOn ?? a.on, b.recordedOn ?? b.on));
  const versions = [first, ...amendments.map(({ contract, on }, index) => versionOf(contract, on, index + 2, folder))];
  const { dated, timeZone } = first.terms;
  const noon = (on: PlainDate): Instant => minutesAfter(startOfDay(on, timeZone), 12 * 60);
  const start = startOfDay(dated, timeZone);
  const paid = new Map<string, bigint>();
  const facts = told
    .map((happening) => ({ happening, recordedAt: noon(knownOn(happening)) }))
    .toSorted((a, b) => compare(a.recordedAt, b.recordedAt))
    .flatMap(({ happening, recordedAt }) => {
      const version = versions[amendments.findIndex((amendment) => amendment === happening) + 1];
      const made =
        happening.kind === 'amendment'
          ? [adoption(version ?? first, recordedAt)]
          : newFactsOf(happening, { recordedAt, at: noon, currency: first.terms.currency, paid });
      return made.map((fact) => ({ fact, recordedAt }));
    });
  return {
    versions,
    facts: [{ fact: adoption(first, start), recordedAt: start }, ...facts].map(({ fact, recordedAt }, index) => ({
      ...fact,
      seq: index + 1,
      recordedAt,
    })),
  };
}

function adoption({ version, effectiveOn, termsHash }: TermsVersion, happenedAt: Instant) {
  return {
    id: `terms/${version}`,
    type: 'TermsAdopted' as const,
    happenedAt,
    source: { kind: 'person' as const, name: 'the simulation' },
    data: { version, effectiveOn, termsHash, rules: RULES },
  };
}

function versionOf(
  contract: (Happening & { kind: 'amendment' })['contract'],
  effectiveOn: PlainDate,
  version: number,
  folder: string | undefined,
): TermsVersion {
  if (typeof contract !== 'string') return { version, effectiveOn, ...readContract(contract) };
  if (folder === undefined) throw new InputError('An amendment in a list without a file holds its whole contract.');
  return { version, effectiveOn, ...readContractFile(resolve(folder, contract)) };
}

function knownOn(happening: Happening): PlainDate {
  if ('recordedOn' in happening && happening.recordedOn !== undefined) return happening.recordedOn;
  if (happening.kind === 'pause') return happening.from;
  return happening.kind === 'licence' ? happening.validFrom : happening.on;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function check({ data, lineOf }: YamlFile, currency: string, name: string): Happening[] {
  const result = happeningsSchema(currency).safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, data, lineOf));
  throw new InputError(`${name} cannot be played.`, problems);
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown, lineOf: YamlFile['lineOf']): Problem[] {
  const [allowed = '', fix] = issue.message.split(' | ');
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const value = path.reduce<unknown>((inner, part) => Reflect.get(Object(inner), part), data);
    const found = issue.code === 'unrecognized_keys' ? 'a key that is not known here' : describe(value);
    return { field: withLine(pathText(path), lineOf), found, allowed, fix: fix ?? plainFix(value) };
  });
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? '(the whole file)' : text;
}
