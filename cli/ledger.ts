import type { Command } from 'commander';
import type { ContractView } from '../shared/app/view-contract.ts';
import { formatShortDate } from '../shared/core/calendar/format-date.ts';
import { fromPlain } from '../shared/core/json.ts';
import { formatAmount, formatMoney } from '../shared/core/money/format-money.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath, type ApiClient } from './api-client.ts';
import { table } from './terminal/table.ts';
import { bold, paragraph } from './terminal/text.ts';

/** `tallystick ledger CONTRACT` */
export function addLedger(program: Command): void {
  apiCommand(program, 'ledger <contract>', 'Print every entry of the ledger with the running balance.').action(
    async (contractId: string, options: ApiOptions) => {
      await answer(
        options,
        (api) => readLedger(api, contractId),
        (json) => draw(contractId, fromPlain<Ledger>(json)),
      );
    },
  );
}

type Ledger = Pick<ContractView, 'balanceMinor' | 'ledger'> & { readonly currency: string };

async function readLedger(api: ApiClient, contractId: string): Promise<unknown> {
  const { terms, ledger, balanceMinor } = await api.get<ContractView>(apiPath('contracts', contractId));
  return { currency: terms.currency, balanceMinor, ledger };
}

function draw(contractId: string, { ledger, balanceMinor, currency }: Ledger): string[] {
  if (ledger.length === 0) return paragraph('Nothing is booked yet.');
  return [
    ...table(
      [
        { heading: 'No', align: 'right' },
        { heading: 'Date' },
        { heading: 'Clause' },
        { heading: 'Entry', grows: true },
        { heading: currency, align: 'right' },
        { heading: 'Balance', align: 'right' },
      ],
      ledger.map((entry) => [
        String(entry.number),
        formatShortDate(entry.effectiveOn),
        entry.clause,
        entry.kind === 'posting' ? `${entry.description}\n${entry.cause}` : entry.description,
        formatAmount(entry.amountMinor, entry.currency),
        formatAmount(entry.balanceMinor, entry.currency),
      ]),
    ),
    '',
    bold(`The client owes ${formatMoney(balanceMinor, currency)}.`),
    ...paragraph(`\`tallystick explain ${contractId} RECEIVABLE\` shows the working of a posting.`),
  ];
}
