import type { Command } from 'commander';
import type { explainReceivable } from '../shared/app/view-contract.ts';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import type { Fact } from '../shared/core/facts/fact.ts';
import { fromPlain } from '../shared/core/json.ts';
import type { Posting } from '../shared/core/ledger/posting.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { bold, pairs, paragraph, printable } from './terminal/text.ts';

type Explanation = Awaited<ReturnType<typeof explainReceivable>>;

/** `tallystick explain CONTRACT RECEIVABLE` */
export function addExplain(program: Command): void {
  apiCommand(program, 'explain <contract> <receivable>', 'Show the working of an amount, step by step, with clauses.')
    .addHelpText('after', '\nExample:\n  tallystick explain auxer-pmr-1999 finders-fee/closing-0001')
    .action(async (contractId: string, receivable: string, options: ApiOptions) => {
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
    ...posting.working.flatMap(({ clause, what, figures }, index) => [
      ...paragraph(`${index + 1}. ${what}${clause === '' ? '' : ` (clause ${clause})`}`, 2),
      ...paragraph(figures, 5),
    ]),
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
