import type { Command } from 'commander';
import type { Adoption } from '../shared/app/adopt-contract.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { dateArgument } from './arguments.ts';
import { readContractFile } from './read-contract-file.ts';
import { paragraph } from './terminal/text.ts';

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
        (json) => paragraph(inWords(json as Adoption)),
      );
    });
}

function inWords({ contractId, version, outcome }: Adoption): string {
  switch (outcome) {
    case 'adopted':
      return `${contractId} is adopted and billed from now on. \`tallystick show ${contractId}\` shows it.`;
    case 'amended':
      return `${contractId} has new terms: version ${version}.`;
    case 'known':
      return `${contractId} says this already, as version ${version} of its terms. Nothing was changed.`;
    default:
      return outcome satisfies never;
  }
}
