import { userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ReconciliationReport } from '../shared/app/reconciliation-report.ts';
import { fromPlain } from '../shared/core/json.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import type { ApiClient } from './api-client.ts';
import { apiCommand, type ApiOptions } from './api-command.ts';
import { connect } from './api-connection.ts';
import { EXIT } from './terminal/report-error.ts';
import { table } from './terminal/table.ts';
import { bad, bold, count, good, pairs, paragraph, print, printable, printJson } from './terminal/text.ts';

type ReconcileOptions = ApiOptions & { by: string; last?: true };

/** `tallystick reconcile [CONTRACT] [--json]` */
export function addReconcile(program: Command): void {
  apiCommand(program, 'reconcile [contract]', 'Compare the books with Stripe, both ways and to the cent.')
    .option('--last', 'show the last result; compare nothing now')
    .option('--by <name>', 'who asks (else who is signed in on this machine)', userInfo().username)
    .addHelpText(
      'after',
      '\nExit code 1 when they differ. It writes nothing at Stripe; docs/reconcile.md explains the report.',
    )
    .action(async (contract: string | undefined, options: ReconcileOptions) => {
      const api = connect(options.api);
      const report = options.last === true ? await readReport(api, contract) : await run(api, contract, options.by);
      if (options.json === true) printJson(report);
      else print(drawReport(fromPlain(report)));
      if (fromPlain<ReconciliationReport>(report).state === 'differs') process.exitCode = EXIT.input;
    });
}

function readReport(api: ApiClient, contract: string | undefined): Promise<unknown> {
  const query = contract === undefined ? '' : `?contract=${encodeURIComponent(contract)}`;
  return api.get(`/api/reconciliations${query}`);
}

async function run(api: ApiClient, contract: string | undefined, by: string): Promise<unknown> {
  const asked = await api.post<{ run: string }>('/api/reconciliations', {
    by,
    ...(contract === undefined ? {} : { contract }),
  });
  return untilComplete(() => readReport(api, contract), asked.run);
}

/** Waits for a run, and says on the error stream how far it is. */
export async function untilComplete(read: () => Promise<unknown>, run: string): Promise<unknown> {
  for (let said = -1; ;) {
    const json = await read();
    const report = fromPlain<ReconciliationReport>(json);
    const isThisRun = report.run?.run === run;
    if (isThisRun && report.isComplete) return json;
    const done = isThisRun ? report.done : 0;
    if (done !== said && report.run?.contracts !== undefined && isThisRun) {
      process.stderr.write(`Compared ${done} of ${count(report.run.contracts, 'contract')}.\n`);
      said = done;
    }
    await delay(1000);
  }
}

export function drawReport(report: ReconciliationReport): string[] {
  const { run, results, inAll, state } = report;
  if (run === undefined && results.length === 0) return ['Nothing has been compared with Stripe yet.'];
  const differing = results.filter((result) => result.state !== 'agrees');
  return [
    state === 'agrees' ? good('Stripe and the books agree to the cent.') : bad('Stripe and the books differ.'),
    ...pairs([
      ['Compared', run === undefined ? undefined : `${run.asOf}, ${count(results.length, 'contract')}, ${run.mode}`],
      [
        'Events',
        run === undefined || run.replayed === 0 ? undefined : `${run.replayed} that had not arrived were taken now`,
      ],
      [
        'Unknown',
        run === undefined || run.unknownContracts.length === 0
          ? undefined
          : `customers at Stripe name contracts that are not here: ${run.unknownContracts.join(', ')}`,
      ],
    ]),
    '',
    ...table(
      [
        { heading: 'In all' },
        { heading: 'At Stripe', align: 'right' },
        { heading: 'In the books', align: 'right' },
        { heading: 'Difference', align: 'right' },
      ],
      inAll.map(({ name, currency, atStripeMinor, inBooksMinor, differenceMinor }) => [
        name,
        ...[atStripeMinor, inBooksMinor, differenceMinor].map((minor) => formatMoney(minor, currency)),
      ]),
    ),
    ...differing.flatMap(drawResult),
  ];
}

function drawResult({
  contractId,
  currency,
  state,
  failure,
  differences,
  differenceCount,
}: ReconciliationReport['results'][number]): string[] {
  if (state === 'failed') {
    return [
      '',
      bold(printable(contractId)),
      ...paragraph(`It could not be compared (${failure ?? 'unknown'}). The log of reconcile says why.`, 2),
    ];
  }
  const money = (minor: bigint): string | undefined => (minor === 0n ? undefined : formatMoney(minor, currency));
  return [
    '',
    bold(printable(contractId)),
    ...differences.flatMap(({ id, incomeMinor, receivableMinor, cashMinor, objects, why, todo }) => [
      `  ${printable(id)}`,
      ...pairs(
        [
          ['income', money(incomeMinor)],
          ['receivable', money(receivableMinor)],
          ['cash', money(cashMinor)],
          ['about', objects.length === 0 ? undefined : objects.join(', ')],
          ['why', why],
          ['do', todo],
        ],
        4,
      ),
    ]),
    ...(differenceCount > differences.length ? [`  and ${differenceCount - differences.length} more`] : []),
  ];
}
