import { broken, type Broken } from './broken.ts';
import type { Machine } from './machine.ts';
import type { Outside } from './outside.ts';

/** ISO 4217: how many decimals the currencies of the histories have. */
const DECIMALS: Readonly<Record<string, number>> = { USD: 2, KWD: 3, JPY: 0 };

/** What the CRM told of a closing is on record to the last digit. */
export function toldWrong({ memory }: Outside): Broken {
  for (const [id, { facts }] of memory.contracts) {
    for (const { type, data, source } of facts) {
      if (type !== 'ClosingReported' && type !== 'ClosingCorrected') continue;
      const told = amountIn(memory.inbox.get(source.inboxId ?? '')?.body);
      if (told === undefined || told === data.amountMinor) continue;
      return broken('what was told is on record', `${id}: ${told} was told, ${data.amountMinor} is on record`);
    }
  }
  return undefined;
}

/** Minor units, digit by digit. */
function amountIn(body: string | undefined): bigint | undefined {
  if (body === undefined) return undefined;
  const data: unknown = Reflect.get(Object(JSON.parse(body)), 'data');
  const { amount, currency = '' } = Object(data) as { readonly amount?: string; readonly currency?: string };
  const decimals = DECIMALS[currency];
  if (amount === undefined || decimals === undefined) return undefined;
  const [whole = '', rest = ''] = amount.split('.');
  return BigInt(whole + rest.padEnd(decimals, '0'));
}

/** What was taken at the door lies in the inbox, unless its table was replaced by an earlier one or its queue gave it up. */
export function lostAtTheDoor({ accepted, lost, outside: { memory, tables } }: Machine): Broken {
  const gone = accepted.find(
    ({ inboxId, table }) => table === tables.id && !memory.inbox.has(inboxId) && !lost.has(inboxId),
  );
  return gone === undefined ? undefined : broken('every accepted webhook is in the inbox', gone.inboxId);
}
