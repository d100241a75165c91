import type { Command } from 'commander';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { paragraph, printable } from './terminal/text.ts';

/** `tallystick contracts` */
export function addContracts(program: Command): void {
  apiCommand(program, 'contracts', 'List the contracts under management.').action(async (options: ApiOptions) => {
    await answer(
      options,
      (api) => api.get('/api/contracts'),
      (json) => {
        const { contracts } = json as { contracts: string[] };
        return contracts.length === 0
          ? paragraph('No contract is under management. `tallystick adopt FILE --by NAME` adopts one.')
          : contracts.map(printable);
      },
    );
  });
}
