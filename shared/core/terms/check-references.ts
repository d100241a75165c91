import type { ContractFile } from './contract-file.ts';
import type { AddProblem, FileTerm } from './cross-checks.ts';

type FileTermOf = ContractFile['terms'][number];

/** Ids that a term names: they exist, are of a kind that fits, and never lead back to the term itself. */
export function checkReferences(term: FileTermOf, index: number, file: ContractFile, add: AddProblem): void {
  const at = `terms[${index}]`;
  switch (term.kind) {
    case 'success-fee':
      checkCredit(term, index, file, add);
      return checkTogether(term, index, file, add);
    case 'surcharge':
      return checkNamed(
        term.on,
        `${at}.on`,
        inMoney(file),
        'A surcharge is on what retainers, payments, fees and expenses bring in money.',
        add,
      );
    case 'tax':
      return checkNamed(
        term.on,
        `${at}.on`,
        idsOf(file, [...BRINGS_MONEY, 'surcharge']),
        'A tax is on what other terms bring.',
        add,
      );
    case 'late-interest':
      return checkNamed(
        term.on,
        `${at}.on`,
        idsOf(file, [...BRINGS_MONEY, 'surcharge', 'tax']),
        'Interest is on what other terms bring, never on interest.',
        add,
      );
    case 'refund':
      return checkNamed(
        term.of,
        `${at}.of`,
        idsOf(file, BRINGS_MONEY),
        'A refund is of what other terms brought.',
        add,
      );
    case 'payment':
      return checkPaymentCredit(term, index, file, add);
    case 'retainer':
    case 'expenses':
    case 'manual':
      return;
    default:
      term satisfies never;
  }
}

/** What brings money, or units at a price: of a number of units no share can be taken. */
function inMoney(file: ContractFile): string[] {
  return file.terms
    .filter((term) => BRINGS_MONEY.includes(term.kind) && unitOf(term) === undefined)
    .map(({ id }) => id);
}

/** A payment is credited with what terms brought that are credited with no such payment themselves. */
function checkPaymentCredit(term: FileTerm<'payment'>, index: number, file: ContractFile, add: AddProblem): void {
  if (term.credit === undefined) return;
  const known = file.terms
    .filter(
      (other) =>
        other.kind === 'retainer' ||
        other.kind === 'success-fee' ||
        (other.kind === 'payment' && other.credit === undefined),
    )
    .filter((other) => unitOf(other) === unitOf(term))
    .map(({ id }) => id);
  const fix =
    'A payment is credited with what a retainer, a fee or a payment without a credit brought, money with money.';
  checkNamed(term.credit.terms, `terms[${index}].credit.terms`, known, fix, add);
}

const BRINGS_MONEY: readonly FileTermOf['kind'][] = ['retainer', 'payment', 'success-fee', 'expenses'];

function idsOf(file: ContractFile, kinds: readonly FileTermOf['kind'][]): string[] {
  return file.terms.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
}

function checkNamed(
  named: 'all' | readonly string[],
  at: string,
  known: readonly string[],
  fix: string,
  add: AddProblem,
): void {
  if (named === 'all') return;
  named.forEach((id, place) => {
    if (!known.includes(id)) add(`${at}[${place}]`, id, oneOfThem(known), fix);
  });
}

/** What may have been brought before a fee line: retainers, payments, and fee lines that stand above it. */
function broughtBefore(term: FileTerm<'success-fee'>, index: number, file: ContractFile): string[] {
  return file.terms
    .filter(
      (other, place) =>
        other.kind === 'retainer' ||
        (other.kind === 'payment' && other.credit === undefined) ||
        (other.kind === 'success-fee' && place < index),
    )
    .filter((other) => unitOf(other) === unitOf(term))
    .map(({ id }) => id);
}

function checkTogether(term: FileTerm<'success-fee'>, index: number, file: ContractFile, add: AddProblem): void {
  const { together } = term;
  if (together === undefined) return;
  const at = `terms[${index}].together`;
  if (together.atMost === undefined && together.altogetherAtMost === undefined)
    add(`${at}.atMost`, undefined, 'a rate in atMost, or an amount in altogetherAtMost', 'Say how much is the most.');
  const fix = 'It is the last line that gives way: name terms above it, in money or paid at a price.';
  checkNamed(together.with, `${at}.with`, broughtBefore(term, index, file), fix, add);
}

function checkCredit(term: FileTerm<'success-fee'>, index: number, file: ContractFile, add: AddProblem): void {
  const known = broughtBefore(term, index, file);
  term.credit?.terms.forEach((id, place) => {
    if (known.includes(id)) return;
    const isCircular = file.terms.some((other, at) => other.id === id && other.kind === 'success-fee' && at >= index);
    const allowed =
      known.length === 0
        ? 'a retainer, a payment or an earlier fee line of this file; there is none'
        : oneOfThem(known);
    const fix = isCircular
      ? 'A fee is credited with what a fee line before it brought; two lines that credit each other would go round in a circle.'
      : 'A fee is credited with what a retainer, a payment or a fee line before it brought, money with money.';
    add(`terms[${index}].credit.terms[${place}]`, id, allowed, fix);
  });
}

/** What a term's amounts are: money, or numbers of a unit. */
function unitOf(term: FileTermOf): string | undefined {
  if (!('paysIn' in term) || term.paysIn === undefined || term.paysIn.price !== undefined) return undefined;
  return term.paysIn.unit;
}

function oneOfThem(ids: readonly string[]): string {
  return ids.length === 0 ? 'the id of a term that brings money; there is none' : `one of ${ids.join(', ')}`;
}
