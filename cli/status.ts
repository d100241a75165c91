import type { Command } from 'commander';
import type { ReconciliationReport } from '../shared/app/reconciliation-report.ts';
import type { Unread } from '../shared/app/read-again.ts';
import type { SwitchStatus } from '../shared/app/switch.ts';
import type { ApiClient } from './api-client.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { table } from './terminal/table.ts';
import { bad, count, good, pairs, paragraph } from './terminal/text.ts';

/** `tallystick status` */
export function addStatus(program: Command): void {
  apiCommand(program, 'status', 'Say whether money and mail move, and if not, why.').action(
    async (options: ApiOptions) => {
      await answer(
        options,
        async (api) => ({
          ...(await api.get<SwitchStatus>('/api/switch')),
          reconciled: await lastReconciled(api),
          unread: await api.get<Unread>('/api/messages/unread'),
        }),
        drawStatus,
      );
    },
  );
}

/** When the books were last compared with Stripe, and with what result. */
async function lastReconciled(api: ApiClient): Promise<string> {
  const { run, state, results } = await api.get<ReconciliationReport>('/api/reconciliations');
  if (state === 'never') return 'never yet';
  const differing = results.filter((result) => result.state !== 'agrees').length;
  const when = run === undefined ? '' : `${run.asOf}: `;
  return state === 'agrees' ? `${when}Stripe and the books agree` : `${when}${count(differing, 'contract')} to look at`;
}

export function drawStatus(json: unknown): string[] {
  const { moves, why, tableId, shut, reconciled, unread } = json as SwitchStatus & {
    reconciled?: string;
    unread?: Unread;
  };
  return [
    moves ? good('Money and mail move.') : bad('Money and mail do not move.'),
    ...(moves ? [] : paragraph(why, 2)),
    ...pairs([
      ['Table', tableId],
      ['Reconciled', reconciled],
      ['But shut', shut.length === 0 ? undefined : `${shut.join(', ')}: \`tallystick fence status\` says why`],
    ]),
    ...(unread === undefined || unread.messages.length === 0 ? [] : ['', ...drawUnread(unread)]),
  ];
}

function drawUnread({ messages, more }: Unread): string[] {
  return [
    bad(
      messages.length === 1
        ? '1 message that was taken is not read yet.'
        : `${messages.length}${more ? ' and more' : ''} messages that were taken are not read yet.`,
    ),
    ...paragraph('The next daily run has them read again; the log of record-facts says why they were not.', 2),
    ...table(
      [{ heading: 'message', grows: true }, { heading: 'received' }, { heading: 'why' }],
      messages.map(({ inboxId, receivedAt, why = '' }) => [inboxId, receivedAt, why]),
    ),
  ];
}
