import type { Command } from 'commander';
import type { RulesReport } from '../shared/app/adopt-rules.ts';
import { fromPlain } from '../shared/core/json.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { table } from './terminal/table.ts';
import { bad, paragraph } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

type RulesOptions = ApiOptions & { adopt?: true; by?: string; reason?: string };

/** `tallystick rules CONTRACT [--adopt --by NAME --reason TEXT]` */
export function addRules(program: Command): void {
  apiCommand(program, 'rules <contract>', 'After an upgrade: what its rules make otherwise; --adopt takes them.')
    .option('--adopt', 'take the rules of this release for the contract, and let it go on')
    .option('--by <name>', 'with --adopt: a person whom the contract file lets approve')
    .option('--reason <text>', 'with --adopt: why, for the record')
    .addHelpText(
      'after',
      [
        '',
        'A release whose rules make another amount of the same terms and facts changes nothing by itself: a contract',
        'that it concerns is parked, and nothing of it is billed or sent. This command shows each difference, and takes',
        'the rules once a person says so; then the differences are billed or credited as corrections.',
        '',
        'Example:',
        "  tallystick rules auxer-pmr-1999 --adopt --by 'Eugene Chiaramonte' --reason 'both parties saw it'",
      ].join('\n'),
    )
    .action(async (contractId: string, options: RulesOptions) => {
      const { adopt = false, by, reason } = options;
      if (adopt && (by === undefined || reason === undefined)) {
        throw new UsageError('`--adopt` needs `--by NAME` and `--reason TEXT`: who takes the rules, and why.');
      }
      const path = apiPath('contracts', contractId, 'rules');
      await answer(
        options,
        (api) => (adopt ? api.post(path, { by, reason }) : api.get(path)),
        (json) => draw(fromPlain(json), contractId),
      );
    });
}

function draw({ rules, adopted, isParkedForThem, differences }: RulesReport, contractId: string): string[] {
  const stands =
    isParkedForThem || differences.length > 0
      ? [bad(`The rules ${rules} of this release make other amounts than were booked, and were not adopted.`)]
      : paragraph(
          adopted === rules
            ? `The contract goes by the rules ${rules}, those of this release.`
            : `The rules ${rules} of this release make the same amounts as the rules ${adopted}, by which it was adopted.`,
        );
  if (differences.length === 0) return stands;
  return [
    ...stands,
    '',
    ...table(
      [
        { heading: 'what', grows: true },
        { heading: 'booked', align: 'right' },
        { heading: 'by the rules', align: 'right' },
      ],
      differences.map(({ description, currency, bookedMinor, owedMinor }) => [
        description,
        formatMoney(bookedMinor, currency),
        formatMoney(owedMinor, currency),
      ]),
    ),
    '',
    ...paragraph(
      `If that is right: tallystick rules ${contractId} --adopt --by NAME --reason TEXT. Then each difference is billed or credited as a correction.`,
    ),
  ];
}
