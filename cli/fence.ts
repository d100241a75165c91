import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { adoptFromStripe, FenceReport, ShutContract } from '../shared/app/fence-commands.ts';
import { fromPlain } from '../shared/core/json.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import type { ApiClient } from './api-client.ts';
import { connect } from './api-connection.ts';
import { collected } from './arguments.ts';
import { drawReport, untilComplete } from './reconcile.ts';
import { drawStatus } from './status.ts';
import { table } from './terminal/table.ts';
import { bad, bold, good, pairs, paragraph, print, printJson } from './terminal/text.ts';

type ByOptions = ApiOptions & { by: string };

/** `tallystick fence status|adopt|lift` */
export function addFence(program: Command): void {
  const fence = program
    .command('fence')
    .description('After a restore: look, take over what Stripe has, then let money move.');
  apiCommand(fence, 'status', 'Say how the fence stands, and what would be sent if it were lifted.').action(
    async (options: ApiOptions) => {
      await answer(
        options,
        (api) => api.get('/api/fence'),
        (json) => draw(fromPlain(json)),
      );
    },
  );
  apiCommand(fence, 'adopt', 'Take over what Stripe has and this table has lost. Nothing is sent.')
    .option('--by <name>', 'who does it (else who is signed in on this machine)', userInfo().username)
    .action(async (options: ByOptions) => {
      const api = connect(options.api);
      const json = await adopt(api, options.by);
      if (options.json === true) printJson(json);
      else print(draw(fromPlain(json)));
    });
  apiCommand(fence, 'lift', 'Let money and mail move for this table, once it is adopted and agrees with Stripe.')
    .requiredOption('--why <text>', 'why, for the record')
    .option('--by <name>', 'who does it (else who is signed in on this machine)', userInfo().username)
    .option('--despite', 'although differences are open: they are known, and the reason says why')
    .option('--without <contract>', 'but not for this one, which stays shut by itself; may be repeated', collected)
    .addHelpText(
      'after',
      '\nA contract that cannot be compared with Stripe is left out with --without. Once it is mended, `fence adopt` compares it and\n`fence lift` lets it in.',
    )
    .action(async (options: ByOptions & { why: string; despite?: true; without?: readonly string[] }) => {
      const { by, why, despite = false, without = [] } = options;
      await answer(options, (api) => api.post('/api/fence/lift', { by, why, despite, without }), drawStatus);
    });
}

async function adopt(api: ApiClient, by: string): Promise<unknown> {
  const { run, only } = await api.post<Awaited<ReturnType<typeof adoptFromStripe>>>('/api/fence/adopt', { by });
  if (only.length === 0) await untilComplete(() => api.get('/api/reconciliations'), run);
  for (const one of only) {
    await untilComplete(() => api.get(`/api/reconciliations?contract=${encodeURIComponent(one.contractId)}`), one.run);
  }
  return api.get('/api/fence');
}

function draw({ open, why, tableId, activatedTableId, inTheWay, shut, adoption, wouldSend }: FenceReport): string[] {
  const adopted = adoption?.results.reduce((sum, result) => sum + result.adopted, 0) ?? 0;
  const recorded = adoption?.results.reduce((sum, result) => sum + result.recorded, 0) ?? 0;
  return [
    open ? good('Money and mail move.') : bad('Money and mail do not move.'),
    ...(open ? [] : paragraph(why, 2)),
    ...pairs([
      ['Table', tableId],
      ['Switched on for', activatedTableId],
      [
        'Taken over',
        adoption === undefined
          ? undefined
          : `${adopted} invoices and credit notes that were done, ${recorded} facts about them`,
      ],
    ]),
    ...(adoption === undefined ? [] : ['', ...drawReport(adoption)]),
    ...(adoption === undefined ? [] : ['', ...drawWouldSend(wouldSend)]),
    ...(inTheWay.length === 0 ? [] : ['', bold('In the way'), ...inTheWay.flatMap(drawObstacle)]),
    ...shut.flatMap(drawShut),
  ];
}

function drawShut({ contractId, inTheWay }: ShutContract): string[] {
  return [
    '',
    bold(`${contractId} is shut by itself`),
    ...(inTheWay.length === 0
      ? paragraph('It was compared and agrees with Stripe. Let it in with: tallystick fence lift --why TEXT', 2)
      : inTheWay.flatMap(drawObstacle)),
  ];
}

function drawObstacle({ what, todo, mayBeOverruled }: FenceReport['inTheWay'][number]): string[] {
  return [...paragraph(`${what}${mayBeOverruled ? '' : ' (this cannot be overruled)'}`, 2), ...paragraph(todo, 4)];
}

function drawWouldSend(wouldSend: FenceReport['wouldSend']): string[] {
  if (wouldSend.length === 0) return ['Nothing would be sent.'];
  return [
    bold('Would be sent'),
    ...table(
      [
        { heading: 'contract' },
        { heading: 'kind' },
        { heading: 'what', grows: true },
        { heading: 'amount', align: 'right' },
      ],
      wouldSend.map(({ contractId, kind, what, amountMinor, currency }) => [
        contractId,
        kind,
        what,
        amountMinor === undefined ? '' : formatMoney(amountMinor, currency),
      ]),
    ),
    ...(wouldSend.some(({ kind }) => kind === 'mail')
      ? paragraph('SES keeps no list of what was sent: a statement shown here may have been mailed before the restore.')
      : []),
  ];
}
