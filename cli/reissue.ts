import type { Command } from 'commander';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { paragraph } from './terminal/text.ts';

/** `tallystick reissue CONTRACT POSTING --by NAME --reason TEXT` */
export function addReissue(program: Command): void {
  apiCommand(
    program,
    'reissue <contract> <posting>',
    'Make an invoice void and another in its place, with who and why.',
  )
    .requiredOption('--by <name>', 'a person whom the contract file lets approve')
    .requiredOption('--reason <text>', 'why, for the record and for the client: the new invoice says it')
    .addHelpText(
      'after',
      [
        '',
        'The amount stays what the books say. The old invoice is made void first, so that there are never two to pay;',
        'an invoice on which money came in is not made anew: correct its amount, and a credit note follows.',
        '',
        'Example:',
        "  tallystick reissue auxer-pmr-1999 'retainer/1999-06-06#1' \\",
        "    --by 'Eugene Chiaramonte' --reason 'it names a department that is gone'",
      ].join('\n'),
    )
    .action(async (contractId: string, posting: string, options: ApiOptions & { by: string; reason: string }) => {
      const { by, reason } = options;
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'reissues'), { posting, by, reason }),
        () => paragraph(`The invoice of ${posting} is made void, and another is made in its place.`),
      );
    });
}
