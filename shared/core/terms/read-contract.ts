import type * as z from 'zod';
import type { DueRule } from '../calendar/due-date.ts';
import { InputError, type Problem } from '../errors.ts';
import { hashOf, toPlain } from '../json.ts';
import { isCurrency } from '../money/currency.ts';
import { currencyProblem, describe } from '../money/parse-amount.ts';
import { parseRate } from '../money/rate.ts';
import { contractFileSchema, type ContractFile } from './contract-file.ts';
import type { FeeRate } from './fee-rate.ts';
import type { FeeCredit, Term, Terms } from './terms.ts';

const DEFAULT_CATCH_UP_PERIODS = 3;

/**
 * Reads a contract file from the plain data that YAML or JSON gave. Errors: `input.invalid` with every problem at
 * once, each with the path of the field, what was found, what is allowed, and the fix.
 */
export function readContract(file: unknown): { terms: Terms; termsHash: string } {
  const stated = fieldAt(file, ['currency']);
  const currency = typeof stated === 'string' && isCurrency(stated) ? stated : undefined;
  const result = contractFileSchema(currency ?? 'USD').safeParse(file);
  const problems = result.success
    ? crossChecks(result.data)
    : result.error.issues.flatMap((issue) => problemsOf(issue, file));
  if (currency === undefined && !problems.some((problem) => problem.field === 'currency')) {
    problems.push(currencyProblem('currency', stated));
  }
  if (!result.success || problems.length > 0) {
    throw new InputError(
      `The contract file has ${problems.length} mistake${problems.length === 1 ? '' : 's'}.`,
      problems,
    );
  }
  return { terms: toTerms(result.data), termsHash: hashOf(toPlain(file)) };
}

function problemsOf(issue: z.core.$ZodIssue, file: unknown): Problem[] {
  const [allowed = '', ...fixes] = issue.message.split(' | ');
  const fix = fixes[0] ?? 'Use what is allowed.';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key, index) => ({
      field: pathText([...issue.path, key]),
      found: 'a key that is not known here',
      allowed,
      fix: fixes[index] ?? fix,
    }));
  }
  return [{ field: pathText(issue.path), found: describe(fieldAt(file, issue.path)), allowed, fix }];
}

function lowerCase(emails: readonly string[]): string[] {
  return emails.map((address) => address.toLowerCase());
}

/** What no single field shows. */
function crossChecks(file: ContractFile): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, found: unknown, allowed: string, fix: string): void =>
    void problems.push({ field, found: describe(found), allowed, fix });
  file.terms.forEach((term, index) => {
    if (file.terms.findIndex((other) => other.id === term.id) !== index) {
      add(`terms[${index}].id`, term.id, 'an id that no other term has', 'Give each term its own id.');
    }
    if (term.kind === 'success-fee') checkFee(term, index, file, add);
    if (term.kind === 'retainer') checkRetainer(term, index, add);
    if (term.kind === 'payment' && (term.on === undefined) === (term.onEvent === undefined)) {
      add(
        `terms[${index}].on`,
        term.on,
        'either a date in on, or the kind of an event in onEvent',
        'Give exactly one of the two.',
      );
    }
    if (term.kind === 'retainer' && term.anchor < file.dated) {
      add(
        `terms[${index}].anchor`,
        term.anchor,
        `a date on or after ${file.dated}`,
        'Start no period before the agreement.',
      );
    }
  });
  for (const address of lowerCase(file.client.statementsTo)) {
    if (lowerCase(file.consultant.statementsTo).includes(address)) {
      add('client.statementsTo', address, 'addresses of the client alone', "Take the consultant's address out.");
    }
  }
  if (!file.people.some((person) => person.may.includes('approve'))) {
    add('people', 'nobody who may approve', 'at least one person who may approve', 'Add approve to somebody.');
  }
  file.readings.forEach((reading, index) => {
    if (file.readings.findIndex((other) => other.silence === reading.silence) !== index) {
      add(`readings[${index}].silence`, reading.silence, 'one reading for each silence', 'Keep one of the two.');
    }
  });
  return problems;
}

type AddProblem = (field: string, found: unknown, allowed: string, fix: string) => void;

function checkFee(term: FileTerm<'success-fee'>, index: number, file: ContractFile, add: AddProblem): void {
  if (term.atLeast !== undefined && term.atMost !== undefined && term.atLeast > term.atMost) {
    const allowed = 'an amount that is not above atMost';
    add(`terms[${index}].atLeast`, term.atLeast.toString(), allowed, 'Swap the two, or take one out.');
  }
  if (term.counts === 'altogether' && usesItems(term.rate)) {
    add(`terms[${index}].counts`, 'altogether', 'each', 'Counted things are worked out each time; leave counts out.');
  }
  term.credit?.terms.forEach((id, place) => {
    const known = file.terms.filter((other, at) => other.kind !== 'success-fee' || at < index).map((other) => other.id);
    if (known.includes(id)) return;
    const allowed =
      known.length === 0
        ? 'a retainer, a payment or an earlier fee line of this file; there is none'
        : `one of ${known.join(', ')}`;
    add(
      `terms[${index}].credit.terms[${place}]`,
      id,
      allowed,
      'A fee is credited with what a retainer, a payment or a fee line before it brought.',
    );
  });
}

function usesItems(rate: FeeRate): boolean {
  return rate.kind === 'items' || ('of' in rate && rate.of.some(usesItems));
}

function checkRetainer(term: FileTerm<'retainer'>, index: number, add: AddProblem): void {
  (term.steps ?? []).forEach((step, place, steps) => {
    const before = steps[place - 1]?.from ?? term.anchor;
    if (step.from > before) return;
    add(
      `terms[${index}].steps[${place}].from`,
      step.from,
      `a date after ${before}`,
      'Put the steps in order of their dates.',
    );
  });
}

function toTerms(file: ContractFile): Terms {
  return {
    id: file.id,
    title: file.title,
    dated: file.dated,
    currency: file.currency,
    timeZone: file.timeZone,
    client: file.client,
    consultant: file.consultant,
    people: file.people,
    services: file.services,
    terms: file.terms.map(toTerm),
    covenants: file.covenants,
    licenceGate: file.licenceGate,
    bounds: {
      approvalAboveMinor: file.bounds.approvalAbove,
      catchUpPeriods: file.bounds.catchUpPeriods ?? DEFAULT_CATCH_UP_PERIODS,
    },
    readings: file.readings.map((reading) => ({ ...reading, alternatives: reading.alternatives ?? [] })),
  };
}

function toTerm(term: ContractFile['terms'][number]): Term {
  const due = { dueCounted: term.dueCounted ?? 'calendar-days', dueFrom: term.dueFrom ?? 'accrual' } as const;
  switch (term.kind) {
    case 'retainer':
      return toRetainer(term, due);
    case 'payment': {
      const { amount, on, onEvent, dueCounted: _, dueFrom: __, ...rest } = term;
      const when = { ...(on === undefined ? {} : { on }), ...(onEvent === undefined ? {} : { onEvent }) };
      return { ...rest, ...due, ...when, amountMinor: amount };
    }
    case 'success-fee':
      return toFee(term, due);
    default:
      return term satisfies never;
  }
}

type FileTerm<K extends Term['kind']> = Extract<ContractFile['terms'][number], { kind: K }>;
type Due = Pick<DueRule, 'dueCounted' | 'dueFrom'>;

function toRetainer(term: FileTerm<'retainer'>, due: Due): Term {
  const { amount, name, steps, lump, mostPeriods, dueCounted: _, dueFrom: __, ...rest } = term;
  return {
    ...rest,
    ...due,
    name: name ?? 'Retainer',
    amountMinor: amount,
    steps: (steps ?? []).map((step) => ({ from: step.from, amountMinor: step.amount })),
    ...(lump === undefined ? {} : { lump: { periods: lump.periods, amountMinor: lump.amount } }),
    ...(mostPeriods === undefined ? {} : { mostPeriods }),
  };
}

function toFee(term: FileTerm<'success-fee'>, due: Due): Term {
  const {
    name,
    trigger,
    once,
    window,
    where,
    counts,
    atLeast,
    atMost,
    altogetherAtMost,
    credit,
    dueCounted: _,
    dueFrom: __,
    ...rest
  } = term;
  return {
    ...rest,
    ...due,
    name: name ?? 'Success fee',
    where: {
      instruments: where?.instruments ?? [],
      classes: where?.classes ?? [],
      notClasses: where?.notClasses ?? [],
    },
    trigger: typeof trigger === 'string' ? [trigger] : trigger,
    counts: counts ?? 'each',
    ...(once === undefined ? {} : { once }),
    ...(window === undefined ? {} : { window }),
    ...(atLeast === undefined ? {} : { atLeastMinor: atLeast }),
    ...(atMost === undefined ? {} : { atMostMinor: atMost }),
    ...(altogetherAtMost === undefined ? {} : { altogetherAtMostMinor: altogetherAtMost }),
    ...(credit === undefined ? {} : { credit: toCredit(credit) }),
  };
}

function toCredit({
  terms,
  share = '100%',
  taken = 'after-minimum',
}: NonNullable<FileTerm<'success-fee'>['credit']>): FeeCredit {
  const rate = parseRate(share);
  if (rate === undefined) throw new InputError('The share of a credit cannot be read.');
  return { terms, share: rate, shareText: share, taken };
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.startsWith('.') ? text.slice(1) : text === '' ? '(the whole file)' : text;
}

function fieldAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}
