import type { ConnectionsView, WouldBeOwed } from '../../shared/app/view-connections.ts';
import { formatDate } from '../../shared/core/calendar/format-date.ts';
import { fromPlain } from '../../shared/core/json.ts';
import { formatMoney } from '../../shared/core/money/format-money.ts';
import { bad, bold, count, good, notable, pairs } from '../terminal/text.ts';

/** The connections of a contract, what was last seen of each, and what shadow mode would have had invoiced. */
export function drawConnections(json: unknown): string[] {
  const { connections, wouldBeOwed, waitingInShadow } = fromPlain<ConnectionsView>(json);
  if (connections.length === 0) return ['No CRM is connected. `tallystick crm connect --help` says how.'];
  const isShadow = connections.some(({ mode }) => mode === 'shadow');
  return [
    ...connections.flatMap(drawConnection),
    ...(isShadow ? ['', ...drawWouldBeOwed(wouldBeOwed, waitingInShadow)] : []),
  ];
}

function drawConnection({ vendor, account, mode, seen, pull }: ConnectionsView['connections'][number]): string[] {
  const { failure, missed, missedAt } = seen;
  return [
    `${bold(vendor)}, account ${account}: ${mode === 'live' ? good('live') : notable('shadow')}`,
    ...pairs(
      [
        ['last webhook', seen.webhookAt ?? 'none yet'],
        ['last pull', seen.pulledAt ?? (pull.cursor === undefined ? 'none yet' : 'under way')],
        ['never came', missed === 0 ? 'nothing' : `${count(missed, 'change')}, the last found ${missedAt ?? ''}`],
        ['trouble', failure === undefined ? undefined : bad(`${failure.why} (since ${failure.at})`)],
      ],
      2,
    ),
  ];
}

function drawWouldBeOwed(would: readonly WouldBeOwed[], waiting: number): string[] {
  if (would.length === 0) return ['In shadow: nothing more would have been invoiced.', ...questions(waiting)];
  return [
    'In shadow; live, this would have been invoiced:',
    ...would.map(
      ({ id, description, accruesOn, currency, differenceMinor }) =>
        `  ${formatMoney(differenceMinor, currency)}  ${description} (${id}, ${formatDate(accruesOn)})`,
    ),
    ...questions(waiting),
  ];
}

function questions(waiting: number): string[] {
  return waiting === 0 ? [] : [`  ${count(waiting, 'question')} would wait for a person.`];
}
