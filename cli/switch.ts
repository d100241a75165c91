import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { SwitchCommand } from '../shared/app/switch.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { drawStatus } from './status.ts';

type SwitchOptions = ApiOptions & { by: string; why: string };

/** `tallystick stop`, `resume` and `switch-on`. What was restored is let in by `tallystick fence lift` alone. */
export function addSwitch(program: Command): void {
  switchCommand(program, 'stop', 'Stop all money and mail at once; facts are still recorded.');
  switchCommand(program, 'resume', 'Let money and mail move again after `stop`.');
  switchCommand(program, 'switch-on', 'Switch money and mail on for the table of this system.');
}

function switchCommand(program: Command, action: SwitchCommand['action'], description: string): Command {
  return apiCommand(program, action, description)
    .requiredOption('--why <text>', 'why, for the record')
    .option('--by <name>', 'who does it (else who is signed in on this machine)', userInfo().username)
    .action(async (options: SwitchOptions) => {
      const { by, why } = options;
      await answer(options, (api) => api.post('/api/switch', { action, by, why }), drawStatus);
    });
}
