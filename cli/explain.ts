import type { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import type { explainReceivable } from '../shared/app/view-contract.ts';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import type { Fact } from '../shared/core/facts/fact.ts';
import { UnknownError } from '../shared/core/errors.ts';
import { fromPlain, toPlain } from '../shared/core/json.ts';
import type { Posting } from '../shared/core/ledger/posting.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import type { NonCash, Receivable, Working } from '../shared/core/owed/receivable.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { dateArgument } from './arguments.ts';
import { readContractFile } from './read-contract-file.ts';
import { readHappenings } from './simulate-facts.ts';
import { owedAtEnd } from './simulate.ts';
import { bold, pairs, paragraph, print, printable, printJson } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

type Explanation = Awaited<ReturnType<typeof explainReceivable>>;

/** `tallystick explain CONTRACT RECEIVABLE` */
export function addExplain(program: Command): void {
  apiCommand(program, 'explain <contract> <receivable>', 'Show the working of an amount, step by step, with clauses.')
    .option('--until <date>', 'with a contract file: the last day that is played', dateArgument)
    .option('--facts <file>', 'with a contract file: what happens on the way')
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  tallystick explain auxer-pmr-1999 finders-fee/closing-0001',
        '  tallystick explain my-agreement.yaml fee/quay-1 --facts what-happens.yaml --until 2026-12-31',
        '',
        'The first asks the running system; the second, a file, plays it as `simulate` does.',
      ].join('\n'),
    )
    .action(async (contractId: string, receivable: string, options: ApiOptions & FileOptions) => {
      if (/\.ya?ml$|\.json$/.test(contractId)) return explainFile(contractId, receivable, options);
      await answer(
        options,
        (api) => api.get(apiPath('contracts', contractId, 'receivables', receivable)),
        (json) => {
          const { postings, facts } = fromPlain<Explanation>(json);
          return postings.flatMap((posting, index) => [...(index === 0 ? [] : ['']), ...drawPosting(posting, facts)]);
        },
      );
    });
}

interface FileOptions {
  readonly until?: string;
  readonly facts?: string;
}

type Owing = Receivable | NonCash;

/** The working of an amount that a contract file would bring, without a running system. */
function explainFile(path: string, id: string, options: ApiOptions & FileOptions): void {
  const { terms, termsHash } = readContractFile(path);
  const { until, facts } = options;
  if (until === undefined) throw new UsageError('With a contract file, say --until which day it is played.');
  const due = owedAtEnd(readHappenings({ version: 1, effectiveOn: terms.dated, termsHash, terms }, facts), until);
  const all: Owing[] = [...due.receivables, ...due.nonCash, ...due.toOthers];
  const found = all.filter((one) => one.id === id);
  if (found.length === 0) throw new UnknownError(unknownWords(id, all), { receivable: id });
  if (options.json === true) printJson(toPlain(found));
  else print(found.flatMap(drawOwing));
}

function unknownWords(id: string, all: readonly Owing[]): string {
  if (all.length === 0) return `Nothing is owed by then, so nothing as ${id}.`;
  return `Nothing is owed as ${id}. Did you mean ${closest(
    id,
    all.map((one) => one.id),
  )}? \`tallystick simulate --json\` lists all ids.`;
}

function drawOwing(one: Owing): string[] {
  const inAll =
    'unit' in one
      ? `${one.quantity ?? 'an unknown number of'} ${one.unit}`
      : formatMoney(one.amountMinor, one.currency);
  return [
    bold(printable(one.description)),
    ...pairs([
      ['Id', one.id],
      ['Clause', one.clause],
      ['Accrues', formatDate(one.accruesOn)],
      ['Due', formatDate(one.dueOn)],
      ['Paid to', one.payee],
    ]),
    '',
    ...stepsOf(one.working),
    '',
    ...pairs([
      ['In all', inAll],
      ['Worth', 'unit' in one && one.valueMinor !== undefined ? formatMoney(one.valueMinor, one.currency) : undefined],
      ['Rests on', one.factIds.length === 0 ? 'the terms alone' : one.factIds.join('\n')],
    ]),
  ];
}

function stepsOf(working: Working): string[] {
  return working.flatMap(({ clause, what, figures }, index) => [
    ...paragraph(`${index + 1}. ${what}${clause === '' ? '' : ` (clause ${clause})`}`, 2),
    ...paragraph(figures, 5),
  ]);
}

function drawPosting(posting: Posting, facts: readonly Fact[]): string[] {
  const behind = facts.filter((fact) => posting.factIds.includes(fact.id));
  return [
    bold(printable(posting.description)),
    ...pairs([
      ['Posting', posting.id],
      ['Corrects', posting.corrects],
      ['Clause', posting.clause],
      ['Accrued', formatDate(posting.accruesOn)],
      ['In the books', formatDate(posting.effectiveOn)],
      ['Due', posting.amountMinor > 0n ? formatDate(posting.dueOn) : undefined],
    ]),
    '',
    ...stepsOf(posting.working),
    '',
    ...pairs([
      ['This posting', formatMoney(posting.amountMinor, posting.currency)],
      ['In all', formatMoney(posting.totalMinor, posting.currency)],
      ['Rests on', behind.length === 0 ? 'the terms alone' : behind.map(inWords).join('\n')],
      ['Terms', `version ${posting.termsVersion}, rules ${posting.rules}`],
      ['Working', posting.workingHash],
    ]),
  ];
}

function inWords({ seq, type, recordedAt, source }: Fact): string {
  return `fact ${seq}, ${type}, recorded ${recordedAt.slice(0, 10)} by ${source.name}`;
}
