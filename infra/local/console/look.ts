import type { ContractView } from '../../../shared/app/view-contract.ts';
import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import { dateIn, type Instant } from '../../../shared/core/calendar/instant.ts';
import type { PlainDate } from '../../../shared/core/calendar/plain-date.ts';
import { fromPlain } from '../../../shared/core/json.ts';
import type { ConsoleOptions } from './console-options.ts';

/** The contract as the api shows it at one moment of business time. */
export interface Look {
  readonly view: ContractView;
  readonly now: Instant;
  /** The date that this is in the contract's time zone. */
  readonly today: PlainDate;
}

/** The path of the contract in the api, with what follows it. */
export function contractPath({ contractId }: ConsoleOptions, ...parts: readonly string[]): string {
  return ['/api/contracts', contractId, ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

export async function takeLook(options: ConsoleOptions): Promise<Look> {
  const view = fromPlain<ContractView>(await options.api.get(contractPath(options)));
  const now = options.clock.now().toISOString();
  return { view, now, today: dateIn(now, view.terms.timeZone) };
}

/** `1 January 2000, 00:00`, as clocks in the contract's time zone show it. */
export function clockTime(instant: Instant, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${formatDate(dateIn(instant, timeZone))}, ${time.format(new Date(instant))}`;
}

/** `1 to 30 June 1999`; both dates in full when they are not of one month. */
export function spanWords(from: PlainDate, to: PlainDate): string {
  if (from.slice(0, 7) !== to.slice(0, 7)) return `${formatDate(from)} to ${formatDate(to)}`;
  return `${Number(from.slice(8))} to ${formatDate(to)}`;
}

/** The receivable that a posting belongs to. */
export function receivableOf(view: ContractView, postingId: string): string {
  return view.postings.find((posting) => posting.id === postingId)?.receivableId ?? postingId;
}
