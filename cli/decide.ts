import type { Command } from 'commander';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { paragraph } from './terminal/text.ts';

/** `tallystick decide CONTRACT WAITING ANSWER --by NAME --reason TEXT` */
export function addDecide(program: Command): void {
  apiCommand(program, 'decide <contract> <waiting> <answer>', 'Answer one thing that waits, with who and why.')
    .requiredOption('--by <name>', 'a person whom the contract file lets approve')
    .requiredOption('--reason <text>', 'why, for the record')
    .addHelpText(
      'after',
      [
        '',
        'Example:',
        '  tallystick decide auxer-pmr-1999 attribution/closing-0003 nobody \\',
        "    --by 'Eugene Chiaramonte' --reason 'They came through the annual meeting'",
      ].join('\n'),
    )
    .action(
      async (
        contractId: string,
        waiting: string,
        chosen: string,
        options: ApiOptions & { by: string; reason: string },
      ) => {
        const { by, reason } = options;
        await answer(
          options,
          (api) => api.post(apiPath('contracts', contractId, 'decisions'), { waiting, answer: chosen, by, reason }),
          () => paragraph(`Decided: ${waiting} is answered with "${chosen}". The contract is settled again.`),
        );
      },
    );
}
