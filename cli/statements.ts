import type { Command } from 'commander';
import type { ContractView } from '../shared/app/view-contract.ts';
import { isPlainDate, lastDayOfMonth } from '../shared/core/calendar/plain-date.ts';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import { fromPlain } from '../shared/core/json.ts';
import { formatAmount } from '../shared/core/money/format-money.ts';
import type { Statement } from '../shared/core/statement/statement.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { drawStatement } from './draw-statement.ts';
import { table } from './terminal/table.ts';
import { paragraph } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

/** `tallystick statements CONTRACT [PERIOD]` */
export function addStatements(program: Command): void {
  apiCommand(program, 'statements <contract> [period]', 'List the sealed statements, or print the one of a period.')
    .addHelpText(
      'after',
      [
        '',
        'A period is a month (1999-06) or its last day (1999-06-30).',
        'Example, a statement as a file that `verify` can check:',
        '  tallystick statements auxer-pmr-1999 1999-06 --json > june.json',
      ].join('\n'),
    )
    .action(async (contractId: string, period: string | undefined, options: ApiOptions) => {
      if (period === undefined) {
        await answer(
          options,
          async (api) => (await api.get<ContractView>(apiPath('contracts', contractId))).statements,
          drawList,
        );
      } else {
        const path = apiPath('contracts', contractId, 'statements', endOf(period));
        await answer(
          options,
          (api) => api.get(path),
          (json) => drawStatement(fromPlain<Statement>(json)),
        );
      }
    });
}

function endOf(period: string): string {
  if (isPlainDate(period)) return period;
  if (isPlainDate(`${period}-01`)) return lastDayOfMonth(`${period}-01`);
  throw new UsageError(`"${period}" is not a period. Give a month, such as 1999-06, or its last day, 1999-06-30.`);
}

function drawList(json: unknown): string[] {
  const statements = fromPlain<ContractView['statements']>(json);
  if (statements.length === 0)
    return paragraph('No statement is sealed yet; the first is sealed when its month is over.');
  return table(
    [
      { heading: 'No', align: 'right' },
      { heading: 'Period', grows: true },
      { heading: `Closing balance, ${statements[0]?.currency ?? ''}`, align: 'right' },
      { heading: 'Tally code' },
    ],
    statements.map(({ number, period, closingBalanceMinor, currency, tallyCode }) => [
      String(number),
      `${formatDate(period.from)} to ${formatDate(period.to)}`,
      formatAmount(closingBalanceMinor, currency),
      tallyCode,
    ]),
  );
}
