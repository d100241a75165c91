import type { Problem } from '../errors.ts';
import { formatAmount } from '../money/format-money.ts';
import { add as plus, compare, wholeOf, ZERO } from '../money/fraction.ts';
import { describe } from '../money/parse-amount.ts';
import { parseRate } from '../money/rate.ts';
import type { ContractFile } from './contract-file.ts';
import type { FeeRate } from './fee-rate.ts';
import { checkIntroductions } from './introduction-schemas.ts';
import { checkConditions } from './check-conditions.ts';
import { checkReferences } from './check-references.ts';
import { exactlyOne } from './exactly-one.ts';

export type FileTerm<K extends ContractFile['terms'][number]['kind']> = Extract<
  ContractFile['terms'][number],
  { kind: K }
>;

/** Puts one mistake on the list: where, what was found, what is allowed, and the fix. */
export type AddProblem = (field: string, found: unknown, allowed: string, fix: string) => void;

/** What no single field of a contract file shows. Every mistake at once. */
export function crossChecks(file: ContractFile): Problem[] {
  const problems: Problem[] = [];
  const add: AddProblem = (field, found, allowed, fix) =>
    void problems.push({ field, found: describe(found), allowed, fix });
  file.terms.forEach((term, index) => {
    const at = `terms[${index}]`;
    if (file.terms.findIndex((other) => other.id === term.id) !== index) {
      add(`${at}.id`, term.id, 'an id that no other term has', 'Give each term its own id.');
    }
    checkTerm(term, at, file, add);
    checkReferences(term, index, file, add);
    checkConditions(term, at, add);
  });
  checkParties(file, add);
  checkDuration(file, add);
  checkIntroductions(file, add);
  file.readings.forEach((reading, index) => checkReading(reading, index, file, add));
  return problems;
}

function checkTerm(term: ContractFile['terms'][number], at: string, file: ContractFile, add: AddProblem): void {
  switch (term.kind) {
    case 'retainer':
      checkRetainer(term, at, file, add);
      return checkPaying(term, at, add);
    case 'payment':
      exactlyOne(
        term,
        ['on', 'onEvent', 'when'],
        at,
        'either a date in on, the kind of an event in onEvent, or a condition in when',
        add,
      );
      if (term.where !== undefined && term.onEvent === undefined)
        add(
          `${at}.where`,
          term.where,
          'where beside onEvent only',
          'Put the choice into the condition, or take it out.',
        );
      return checkPaying(term, at, add);
    case 'success-fee':
      checkFee(term, at, file.currency, add);
      checkFeeTimes(term, at, add);
      return checkPaying(term, at, add);
    case 'expenses':
      if (term.paysIn !== undefined && term.paysIn.price === undefined)
        add(
          `${at}.paysIn.price`,
          undefined,
          'a price, or stated',
          'Expenses are money: say at which price they become units.',
        );
      return checkPaying(term, at, add);
    case 'surcharge':
      return checkPaying(term, at, add);
    case 'refund':
      return checkRefund(term, at, add);
    case 'manual':
      if (term.remindOn === undefined && term.onEvent === undefined)
        add(
          `${at}.remindOn`,
          undefined,
          'dates in remindOn, or the kind of an event in onEvent',
          'Say when a person is to be reminded.',
        );
      return;
    case 'late-interest':
      if (term.per === 'once' && term.yearAtMost !== undefined)
        add(
          `${at}.yearAtMost`,
          term.yearAtMost,
          'nothing beside per: once',
          'A single charge is not by the year: take it out.',
        );
      return;
    case 'tax':
      return;
    default:
      term satisfies never;
  }
}

function checkRetainer(term: FileTerm<'retainer'>, at: string, file: ContractFile, add: AddProblem): void {
  exactlyOne(term, ['everyMonths', 'everyWeeks'], at, 'how long a period is, in everyMonths or in everyWeeks', add);
  if (term.rises !== undefined && (term.steps !== undefined || term.indexed !== undefined))
    add(`${at}.rises`, term.rises, 'one of rises, steps and indexed', 'Say in one way how the amount changes.');
  exactlyOne(term, ['anchor', 'startsWhen'], at, 'either a date in anchor, or a condition in startsWhen', add);
  if (term.anchor !== undefined && term.anchor < file.dated)
    add(`${at}.anchor`, term.anchor, `a date on or after ${file.dated}`, 'Start no period before the agreement.');
  const { shortFirst, anchor, proration } = term;
  if (shortFirst !== undefined) {
    if (anchor === undefined || shortFirst.from >= anchor)
      add(
        `${at}.shortFirst.from`,
        shortFirst.from,
        'a date before anchor',
        'The short period ends on the day before the first whole one.',
      );
    if (shortFirst.from < file.dated)
      add(
        `${at}.shortFirst.from`,
        shortFirst.from,
        `a date on or after ${file.dated}`,
        'Start no period before the agreement.',
      );
    if (shortFirst.amount === undefined && proration === undefined)
      add(
        `${at}.shortFirst.amount`,
        undefined,
        'an amount, or proration beside it',
        'Say what the short period costs, or how its days are counted.',
      );
  }
  const dated: string[] = [anchor ?? file.dated];
  (term.steps ?? []).forEach((step, place) => {
    const where = `${at}.steps[${place}]`;
    exactlyOne(step, ['from', 'when'], where, 'either a date in from, or a condition in when', add);
    const before = dated.at(-1) ?? '';
    if (step.from === undefined) return;
    if (step.from <= before)
      add(`${where}.from`, step.from, `a date after ${before}`, 'Put the steps in order of their dates.');
    dated.push(step.from);
  });
}

function checkFee(term: FileTerm<'success-fee'>, at: string, currency: string, add: AddProblem): void {
  if (term.atLeast !== undefined && term.atMost !== undefined && term.atLeast > term.atMost) {
    const allowed = 'an amount that is not above atMost';
    add(`${at}.atLeast`, formatAmount(term.atLeast, currency), allowed, 'Swap the two, or take one out.');
  }
  if (term.counts !== undefined && term.counts !== 'each' && usesItems(term.rate)) {
    add(`${at}.counts`, term.counts, 'each', 'Counted things are worked out each time; leave counts out.');
  }
  if (typeof term.basis === 'object' && (term.paysIn === undefined || term.paysIn.price !== undefined)) {
    const allowed = 'paysIn with a unit and without a price, beside a basis that is counted';
    add(`${at}.basis`, term.basis, allowed, 'Add paysIn with the unit that is paid, or choose a basis in money.');
  }
}

/** Times that could never have the effect that they are written for. */
function checkFeeTimes({ window }: FileTerm<'success-fee'>, at: string, add: AddProblem): void {
  if (window?.after !== undefined && window.after >= window.months)
    add(
      `${at}.window.after`,
      window.after,
      `a number below ${window.months}`,
      'Months are counted from the first: after 12 and months 24 is the second year.',
    );
}

function usesItems(rate: FeeRate): boolean {
  return rate.kind === 'items' || ('of' in rate && rate.of.some(usesItems));
}

/** What every term that pays may get wrong. */
function checkPaying(
  {
    paysIn,
    split,
    discount,
    payee,
    instalments,
  }: FileTerm<'retainer' | 'payment' | 'success-fee' | 'expenses' | 'surcharge'>,
  at: string,
  add: AddProblem,
): void {
  if (paysIn?.electedBy !== undefined && paysIn.price === undefined)
    add(
      `${at}.paysIn.price`,
      undefined,
      'a price, or stated',
      'Money that may become units needs the price at which it does.',
    );
  if (discount !== undefined && paysIn !== undefined && paysIn.electedBy === undefined)
    add(`${at}.discount`, discount, 'no discount on what is not paid in money', 'Take one of the two out.');
  if (payee !== undefined && split !== undefined)
    add(
      `${at}.payee`,
      payee,
      'either payee or split',
      'Name all who get a part in split, or one who gets it all in payee.',
    );
  if (split !== undefined) checkShares(split, `${at}.split`, add);
  if (instalments !== undefined) checkShares(instalments, `${at}.instalments`, add);
}

function checkShares(parts: readonly { readonly share: string }[], at: string, add: AddProblem): void {
  const whole = parts.map(({ share }) => parseRate(share) ?? ZERO).reduce(plus, ZERO);
  if (compare(whole, wholeOf(1n)) === 0) return;
  const found = parts.map(({ share }) => share).join(' + ');
  add(at, found, 'shares that are 100% together', 'Let the shares add up to the whole.');
}

function checkRefund(term: FileTerm<'refund'>, at: string, add: AddProblem): void {
  if (!Array.isArray(term.share)) return;
  term.share.forEach(({ upToDays }, place, bands) => {
    const before = bands[place - 1]?.upToDays ?? 0;
    if (upToDays <= before)
      add(
        `${at}.share[${place}].upToDays`,
        upToDays,
        `a number above ${before}`,
        'Put the bands in order, so that they do not overlap.',
      );
  });
}

function checkParties(file: ContractFile, add: AddProblem): void {
  for (const address of lowerCase(file.client.statementsTo)) {
    if (lowerCase(file.consultant.statementsTo).includes(address)) {
      add('client.statementsTo', address, 'addresses of the client alone', "Take the consultant's address out.");
    }
  }
  for (const address of lowerCase(file.consultant.introducesFrom ?? [])) {
    if (lowerCase(file.client.statementsTo).includes(address)) {
      add('consultant.introducesFrom', address, 'addresses of the consultant alone', "Take the client's address out.");
    }
  }
  if (!file.people.some((person) => person.may.includes('approve'))) {
    add('people', 'nobody who may approve', 'at least one person who may approve', 'Add approve to somebody.');
  }
}

function checkDuration({ duration }: ContractFile, add: AddProblem): void {
  if (duration === undefined) return;
  const { months, renewsMonths, notice } = duration;
  if (months === undefined && notice === undefined)
    add(
      'duration.months',
      undefined,
      'a number of months, or notice',
      'Say how long the agreement lasts, or how it is ended.',
    );
  if (renewsMonths !== undefined && months === undefined)
    add('duration.renewsMonths', renewsMonths, 'renewsMonths beside months only', 'Say how long the first term is.');
  if (notice === undefined) return;
  exactlyOne(notice, ['days', 'months'], 'duration.notice', 'either days or months', add);
  if (notice.endsAt === 'term-end' && months === undefined)
    add(
      'duration.notice.endsAt',
      'term-end',
      'notice or month-end, where there is no fixed term',
      'Say how long the term is, or when a notice ends it.',
    );
}

function checkReading(
  reading: ContractFile['readings'][number],
  index: number,
  file: ContractFile,
  add: AddProblem,
): void {
  const at = `readings[${index}]`;
  exactlyOne(reading, ['silence', 'question'], at, 'either a silence that is listed, or a question in words', add);
  const same = (other: typeof reading): boolean =>
    reading.silence === undefined ? other.question === reading.question : other.silence === reading.silence;
  if (file.readings.findIndex(same) !== index)
    add(`${at}.silence`, reading.silence ?? reading.question, 'one reading for each silence', 'Keep one of the two.');
}

function lowerCase(emails: readonly string[]): string[] {
  return emails.map((address) => address.toLowerCase());
}
