import type { Command } from 'commander';
import type { SwitchStatus } from '../shared/app/switch.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { bad, good, pairs, paragraph } from './terminal/text.ts';

/** `tallystick status` */
export function addStatus(program: Command): void {
  apiCommand(program, 'status', 'Say whether money and mail move, and if not, why.').action(
    async (options: ApiOptions) => {
      await answer(options, (api) => api.get('/api/switch'), drawStatus);
    },
  );
}

export function drawStatus(json: unknown): string[] {
  const { moves, why, tableId } = json as SwitchStatus;
  return [
    moves ? good('Money and mail move.') : bad('Money and mail do not move.'),
    ...(moves ? [] : paragraph(why, 2)),
    ...pairs([['Table', tableId]]),
  ];
}
