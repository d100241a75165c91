import type { ContractFile } from './contract-file.ts';
import type { AddProblem, FileTerm } from './cross-checks.ts';
import { exactlyOne } from './exactly-one.ts';

type FileTermOf = ContractFile['terms'][number];
type FileCondition = NonNullable<FileTerm<'payment'>['when']>;
type FileHappening = NonNullable<FileCondition['all']>[number];
type FileScope = NonNullable<FileTerm<'payment'>['where']>;

/** What the conditions and the choices of happenings of a term may get wrong. */
export function checkConditions(term: FileTermOf, at: string, add: AddProblem): void {
  for (const [key, condition] of conditionsOf(term)) checkCondition(condition, `${at}.${key}`, add);
  if ('where' in term && term.where !== undefined) checkDays(term.where, `${at}.where`, add);
}

function conditionsOf(term: FileTermOf): [string, FileCondition][] {
  const named: [string, FileCondition | undefined][] =
    term.kind === 'retainer'
      ? [
          ['startsWhen', term.startsWhen],
          ['endsWhen', term.endsWhen],
          ['payableWhen', term.payableWhen],
          ...(term.steps ?? []).map(({ when }, index): [string, FileCondition | undefined] => {
            return [`steps[${index}].when`, when];
          }),
        ]
      : [['when', 'when' in term ? term.when : undefined]];
  return named.flatMap(([key, condition]) => (condition === undefined ? [] : [[key, condition]]));
}

function checkCondition(condition: FileCondition, at: string, add: AddProblem): void {
  const allowed = 'what happens in event, several that all happen in all, or several of which one happens in any';
  exactlyOne(condition, ['event', 'all', 'any'], at, allowed, add);
  const { all, any, ...own } = condition;
  const parts = all ?? any;
  if (parts === undefined) return checkHappening(condition, at, add);
  for (const [key, value] of Object.entries(own)) {
    if (key !== 'event' && value !== undefined)
      add(
        `${at}.${key}`,
        value,
        `nothing beside ${all === undefined ? 'any' : 'all'}`,
        'Move it into one of its parts.',
      );
  }
  const list = all === undefined ? 'any' : 'all';
  parts.forEach((part, index) => checkHappening(part, `${at}.${list}[${index}]`, add));
}

function checkHappening(happening: FileCondition | FileHappening, at: string, add: AddProblem): void {
  const { event = [], by, forCause } = happening;
  const isEnd = [event].flat().includes('end');
  const fix = 'Only the end of the agreement has a party and a cause: let event be end, or take it out.';
  if (by !== undefined && !isEnd) add(`${at}.by`, by, 'nothing beside an event other than end', fix);
  if (forCause !== undefined && !isEnd) add(`${at}.forCause`, forCause, 'nothing beside an event other than end', fix);
  checkDays(happening, at, add);
}

function checkDays({ from, to }: Pick<FileScope, 'from' | 'to'>, at: string, add: AddProblem): void {
  if (from !== undefined && to !== undefined && from > to)
    add(`${at}.to`, to, `a date on or after ${from}`, 'Swap the two, or take one out.');
}
