import * as z from 'zod';
import { minutesAfter, startOfDay, type Instant } from '../shared/core/calendar/instant.ts';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import { InputError, type Problem } from '../shared/core/errors.ts';
import type { ClosingState, Fact, Investor, NewFact } from '../shared/core/facts/fact.ts';
import { describe } from '../shared/core/money/parse-amount.ts';
import { RULES } from '../shared/core/owed/rules.ts';
import { amount, date, email, identifier, list, mapping, says, text } from '../shared/core/terms/schema-fields.ts';
import type { TermsVersion } from '../shared/core/terms/terms.ts';
import { readYaml, withLine, type YamlFile } from './read-contract-file.ts';

const investor = { investor: text, emails: list(email).optional(), crmIds: list(text).optional() };

const count = z
  .string({ error: 'a count in quotation marks, such as "68"' })
  .regex(/^\d{1,12}(\.\d{1,4})?$/, { error: 'a count in quotation marks, such as "68"' });

/** What may happen in a simulation. `recordedOn` is when the software is told; without it, on the day itself. */
function happenings(currency: string) {
  const told = { recordedOn: date.optional() };
  const happened = {
    id: identifier,
    ...investor,
    amount: amount(currency),
    instrument: text.optional(),
    classes: list(text).optional(),
    on: date,
    ...told,
  };
  const kinds = [
    mapping({ kind: z.literal('introduction'), id: identifier, ...investor, on: date, ...told }),
    mapping({ kind: z.literal('closing'), ...happened }),
    mapping({ kind: z.literal('correction'), ...happened }),
    mapping({
      kind: z.literal('event'),
      event: identifier,
      ...happened,
      investor: text.optional(),
      amount: amount(currency).optional(),
      deductions: amount(currency).optional(),
      quantities: z.record(identifier, count, { error: 'a mapping from names to counts' }).optional(),
    }),
    mapping({ kind: z.literal('reversal'), id: identifier, on: date }),
    mapping({ kind: z.literal('end'), on: date, ...told }),
  ] as const;
  const allowed = says(
    'kind: introduction, closing, correction, event, reversal or end',
    'Give each happening one of these kinds.',
  );
  return list(z.discriminatedUnion('kind', kinds, { error: allowed }));
}

type Happening = z.infer<ReturnType<typeof happenings>>[number];

/** The facts of a simulation: the adoption of the terms, then what the file says happens, as it becomes known. */
export function simulatedFacts(version: TermsVersion, path: string | undefined): Fact[] {
  return factsThatHappen(version, path === undefined ? [] : readHappenings(path, version.terms.currency));
}

/** The same from plain data, a list of happenings. Errors: `input.invalid` with every mistake at once. */
export function factsFromData(version: TermsVersion, data: unknown): Fact[] {
  return factsThatHappen(
    version,
    checkHappenings({ data, lineOf: () => undefined }, version.terms.currency, 'The list'),
  );
}

function factsThatHappen(version: TermsVersion, told: readonly Happening[]): Fact[] {
  const { dated, timeZone, currency } = version.terms;
  const noon = (on: PlainDate): Instant => minutesAfter(startOfDay(on, timeZone), 12 * 60);
  const facts = told.map((happening) => {
    const recordedAt = noon('recordedOn' in happening ? (happening.recordedOn ?? happening.on) : happening.on);
    return { recordedAt, fact: factOf(happening, recordedAt, currency) };
  });
  const start = startOfDay(dated, timeZone);
  const { version: number, effectiveOn, termsHash } = version;
  const adopted = {
    id: 'terms/1',
    type: 'TermsAdopted' as const,
    happenedAt: start,
    source: SOURCE,
    data: { version: number, effectiveOn, termsHash, rules: RULES },
  };
  return [{ recordedAt: start, fact: adopted }, ...facts.toSorted((a, b) => compare(a.recordedAt, b.recordedAt))].map(
    ({ recordedAt, fact }, index) => ({ ...fact, seq: index + 1, recordedAt }),
  );
}

function compare(a: Instant, b: Instant): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const SOURCE = { kind: 'person', name: 'the simulation' } as const;

function readHappenings(path: string, currency: string): Happening[] {
  return checkHappenings(readYaml(path), currency, path);
}

function checkHappenings({ data, lineOf }: YamlFile, currency: string, name: string): Happening[] {
  const result = happenings(currency).safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, data, lineOf));
  throw new InputError(`${name} cannot be played.`, problems);
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown, lineOf: YamlFile['lineOf']): Problem[] {
  const [allowed = '', fix = 'Use what is allowed.'] = issue.message.split(' | ');
  const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => {
    const value = path.reduce<unknown>((inner, part) => Reflect.get(Object(inner), part), data);
    const found = issue.code === 'unrecognized_keys' ? 'a key that is not known here' : describe(value);
    return { field: withLine(pathText(path), lineOf), found, allowed, fix };
  });
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? '(the whole file)' : text;
}

function factOf(happening: Happening, recordedAt: Instant, currency: string): NewFact {
  const base = { happenedAt: recordedAt, source: SOURCE };
  switch (happening.kind) {
    case 'introduction':
      return {
        ...base,
        id: `introduction/${happening.id}`,
        type: 'IntroductionRecorded',
        data: {
          introduction: happening.id,
          investor: investorOf(happening),
          introducedOn: happening.on,
          how: 'simulated',
          by: SOURCE.name,
        },
      };
    case 'closing':
    case 'correction':
      return {
        ...base,
        id: `${happening.kind}/${happening.id}/${recordedAt}`,
        type: happening.kind === 'closing' ? 'ClosingReported' : 'ClosingCorrected',
        data: stateOf(happening, recordedAt, currency),
      };
    case 'event':
      return {
        ...base,
        id: `event/${happening.id}/${recordedAt}`,
        type: 'EventReported',
        data: {
          ...stateOf(happening, recordedAt, currency),
          kind: happening.event,
          ...(happening.quantities === undefined ? {} : { quantities: happening.quantities }),
          ...(happening.deductions === undefined ? {} : { deductionsMinor: happening.deductions }),
        },
      };
    case 'reversal':
      return {
        ...base,
        id: `reversal/${happening.id}/${recordedAt}`,
        type: 'ClosingReversed',
        data: { closing: happening.id, externalId: happening.id, reason: 'simulated', reportedAt: recordedAt },
      };
    case 'end':
      return {
        ...base,
        id: `end/${happening.on}`,
        type: 'ContractEnded',
        data: { endsOn: happening.on, by: SOURCE.name, reason: 'simulated' },
      };
    default:
      return happening satisfies never;
  }
}

type Happened = Extract<Happening, { kind: 'closing' | 'correction' | 'event' }>;

function stateOf(happening: Happened, reportedAt: Instant, currency: string): ClosingState {
  const { id, amount: amountMinor = 0n, instrument, classes, on } = happening;
  return {
    closing: id,
    externalId: id,
    investor: investorOf(happening),
    amountMinor,
    currency,
    closedOn: on,
    ...(instrument === undefined ? {} : { instrument }),
    ...(classes === undefined ? {} : { classes }),
    reportedAt,
  };
}

function investorOf(happening: {
  investor?: string | undefined;
  emails?: string[] | undefined;
  crmIds?: string[] | undefined;
}): Investor {
  return {
    name: happening.investor ?? 'nobody in particular',
    emails: (happening.emails ?? []).map((address) => address.toLowerCase()),
    crmIds: happening.crmIds ?? [],
  };
}
