import type { Command } from 'commander';
import type { Adoption } from '../shared/app/adopt-contract.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { dateArgument } from './arguments.ts';
import { readContractFile } from './read-contract-file.ts';
import { paragraph } from './terminal/text.ts';

const SAYS: Readonly<Record<Adoption['outcome'], string>> = {
  adopted: 'is adopted. It is billed from now on',
  amended: 'has new terms',
  known: 'says this already; nothing was changed',
};

/** `tallystick adopt FILE --by NAME [--effective-on DATE]` */
export function addAdopt(program: Command): void {
  apiCommand(program, 'adopt <file>', 'Put a contract under management, or adopt new terms for it.')
    .requiredOption('--by <name>', 'who adopts it')
    .option('--effective-on <date>', 'from when a new version counts', dateArgument)
    .action(async (path: string, options: ApiOptions & { by: string; effectiveOn?: string }) => {
      const { file, terms } = readContractFile(path);
      const { by, effectiveOn } = options;
      await answer(
        options,
        (api) => api.put(apiPath('contracts', terms.id), { file, by, effectiveOn }),
        (json) => {
          const { contractId, version, outcome } = json as Adoption;
          return paragraph(
            `${contractId} ${SAYS[outcome]} (version ${version} of its terms). ` +
              `\`tallystick show ${contractId}\` shows it.`,
          );
        },
      );
    });
}
