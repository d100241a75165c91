import type { Command } from 'commander';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { drawRecorded } from './record.ts';
import { UsageError } from './usage-error.ts';

interface DisputeOptions extends ApiOptions {
  readonly id?: string;
  readonly amount?: string;
  readonly by: string;
  readonly reason: string;
}

interface EndOptions extends ApiOptions {
  readonly withdraw?: true;
  readonly upheld?: string;
  readonly by: string;
  readonly reason: string;
}

/** `tallystick dispute CONTRACT BILL ...` and `tallystick rule CONTRACT DISPUTE ...` */
export function addDispute(program: Command): void {
  apiCommand(program, 'dispute <contract> <bill>', 'Dispute a bill or a part of it; the rest stays due.')
    .requiredOption('--by <name>', 'who disputes it: somebody with dispute under people in the contract file')
    .requiredOption('--reason <text>', 'why')
    .option(
      '--amount <amount>',
      'how much of it is not owed, or, for the consultant, how much more is; all of it if left out',
    )
    .option('--id <id>', 'a short name for the dispute; without one it is made from the bill')
    .addHelpText(
      'after',
      "\nExample:\n  tallystick dispute auxer-pmr-1999 retainer/1999-05-06 --amount 500.00 --reason 'No release was drafted' --by 'Eugene Chiaramonte'",
    )
    .action(async (contractId: string, bill: string, options: DisputeOptions) => {
      const id = options.id ?? `d-${bill.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60);
      const { amount, by, reason } = options;
      const input = { id, of: bill, by, reason, ...(amount === undefined ? {} : { amount }) };
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'records', 'dispute'), input),
        (json) => drawRecorded(json, 'dispute', id),
      );
    });
  apiCommand(program, 'rule <contract> <dispute>', 'Rule on a dispute, or withdraw it.')
    .requiredOption('--by <name>', 'who rules, as the contract file names, or whose party withdraws')
    .requiredOption('--reason <text>', 'why')
    .option('--upheld <amount>', 'how much of what is disputed is right, from 0 to all of it')
    .option('--withdraw', 'the party that disputes gives it up')
    .action(async (contractId: string, id: string, options: EndOptions) => {
      const { withdraw, upheld, by, reason } = options;
      if ((withdraw === undefined) === (upheld === undefined)) {
        throw new UsageError('Say either --upheld with an amount, which rules on the dispute, or --withdraw.');
      }
      const kind = withdraw === undefined ? 'dispute-ruling' : 'dispute-withdrawal';
      const input = { id, by, reason, ...(upheld === undefined ? {} : { upheld }) };
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'records', kind), input),
        (json) => drawRecorded(json, kind, id),
      );
    });
}
