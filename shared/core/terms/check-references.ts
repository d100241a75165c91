import type { ContractFile } from './contract-file.ts';
import type { AddProblem, FileTerm } from './cross-checks.ts';

type FileTermOf = ContractFile['terms'][number];

/** Ids that a term names: they exist, are of a kind that fits, and never lead back to the term itself. */
export function checkReferences(term: FileTermOf, index: number, file: ContractFile, add: AddProblem): void {
  const at = `terms[${index}]`;
  switch (term.kind) {
    case 'success-fee':
      return checkCredit(term, index, file, add);
    case 'tax':
      return checkNamed(term.on, `${at}.on`, idsOf(file, BRINGS_MONEY), 'A tax is on what other terms bring.', add);
    case 'late-interest':
      return checkNamed(
        term.on,
        `${at}.on`,
        idsOf(file, [...BRINGS_MONEY, 'tax']),
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
    case 'retainer':
    case 'payment':
    case 'expenses':
    case 'manual':
      return;
    default:
      term satisfies never;
  }
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

function checkCredit(term: FileTerm<'success-fee'>, index: number, file: ContractFile, add: AddProblem): void {
  const before = file.terms.filter(
    (other, place) =>
      other.kind === 'retainer' || other.kind === 'payment' || (other.kind === 'success-fee' && place < index),
  );
  const known = before.filter((other) => unitOf(other) === unitOf(term)).map(({ id }) => id);
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
