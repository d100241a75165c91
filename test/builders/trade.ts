import type { Owed, Receivable } from '../../shared/core/owed/receivable.ts';

/** Terms and happenings as YAML, for contracts of `owedUnder`: each a line of its own, `more` as further keys of it. */
export function fee(more = '', id = 'fee'): string {
  const rate = more.includes('rate:') ? '' : "rate: '10%', ";
  const tail = more.includes('tail:') ? '' : ', tail: open-ended';
  const trigger = more.includes('trigger:') ? '' : ', trigger: closing';
  const basis = more.includes('basis:') ? '' : ', basis: funding-as-closed';
  const rounding = more.includes('rounding:') ? '' : ', rounding: half-up';
  return `  - { kind: success-fee, id: ${id}, clause: '2', ${rate}scope: any-investor, dueDays: 30${basis}${trigger}${tail}${rounding}${more} }\n`;
}

/** A payment of 100.00 on 2 February 2026, due on that day, unless said otherwise. */
export function payment(more = '', id = 'pay'): string {
  const amount = more.includes('amount:') ? '' : ", amount: '100.00'";
  const when = /\b(on|onEvent|when):/.test(more) ? '' : ', on: 2026-02-02';
  const due = more.includes('dueDays:') ? '' : ', dueDays: 0';
  return `  - { kind: payment, id: ${id}, clause: '3', name: Work fee${amount}${when}${due}${more} }\n`;
}

export function closing(id: string, amount: string, on: string, more = ''): string {
  return `- { kind: closing, id: ${id}, investor: Quay Fund, amount: '${amount}', on: ${on}${more} }\n`;
}

export function event(kind: string, id: string, on: string, more = ''): string {
  return `- { kind: event, event: ${kind}, id: ${id}, on: ${on}${more} }\n`;
}

export function expense(id: string, amount: string, on: string, more = ''): string {
  return `- { kind: expense, id: ${id}, amount: '${amount}', on: ${on}${more} }\n`;
}

export function paidOf(of: string, amount: string, on: string): string {
  return `- { kind: payment, of: ${of}, amount: '${amount}', on: ${on} }\n`;
}

export function unpaid(of: string, on: string): string {
  return `- { kind: unpaid, of: ${of}, on: ${on} }\n`;
}

/** Takes a happening back. */
export function tookBack(id: string, on: string): string {
  return `- { kind: reversal, id: ${id}, on: ${on} }\n`;
}

/** The receivable of an id; it must be there. */
export function theOne({ receivables, toOthers }: Owed, id: string): Receivable {
  const found = [...receivables, ...toOthers].find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is not among ${receivables.map((one) => one.id).join(', ')}`);
  return found;
}

/** The working of a receivable, or of what is owed in units, each step as `what = figures`. */
export function workingOf(due: Owed, id: string): string[] {
  const found = due.nonCash.find((one) => one.id === id) ?? theOne(due, id);
  return found.working.map(({ what, figures }) => `${what} = ${figures}`);
}

/** Any SHA-256 in hexadecimal. */
export const A_HASH = /^[0-9a-f]{64}$/;
