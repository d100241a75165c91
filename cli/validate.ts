import type { Command } from 'commander';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import { SILENCE_KEYS } from '../shared/core/terms/silences.ts';
import { jsonOption } from './api-command.ts';
import { readContractFile } from './read-contract-file.ts';
import { good, pairs, paragraph, print, printJson } from './terminal/text.ts';

/** `tallystick validate FILE` */
export function addValidate(program: Command): void {
  jsonOption(program.command('validate <file>'))
    .description('Check a contract file; every mistake at once, with its fix.')
    .action((path: string, options: { json?: true }) => {
      const { terms, termsHash } = readContractFile(path);
      if (options.json === true) return printJson({ valid: true, contractId: terms.id, termsHash });
      return print([
        good(`${path} is valid.`),
        ...pairs([
          ['Contract', terms.id],
          ['Title', terms.title],
          ['Dated', formatDate(terms.dated)],
          ['Between', `${terms.client.name} (client)\n${terms.consultant.name} (consultant)`],
          ['Terms', terms.terms.map((term) => `${term.name}, clause ${term.clause}`).join('\n')],
          ['Silences', `${terms.readings.length} of ${SILENCE_KEYS.length} have a reading`],
          ['Hash', termsHash],
        ]),
        ...paragraph(`\`tallystick lint ${path}\` prints the readings.`),
      ]);
    });
}
