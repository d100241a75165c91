import { FAULT_KINDS, TWICE, type CallSite, type Fault, type FaultKind } from './faults.ts';
import { DAY, HOUR, MINUTE, SECOND } from './virtual-time.ts';

/**
 * How long all is down, or a call or message late: within a time-out, beyond it, beyond the life of Stripe's keys, and beyond what
 * SQS, Stripe and a CRM keep.
 */
export const GAPS = [SECOND, 16 * MINUTE, 25 * HOUR, 31 * DAY] as const;

/** Asks and changes nothing. */
const READS =
  /: (store\.(read\w+|list\w+|known\w+|dueContracts|closingOfAlias|aliasesOf|tableId)|invoicer\.(read\w+|find\w+|\w+Of|\w+Page|invoicesPaidBy|undeliveredEvents)|activations\.read|reconciliations\.(read|list)\w+|hubspot\.\w+)$/;
/** Called by a schedule, which repeats no call that is older than some hours, or by people, who ask again within a day or so. */
const SOON_AGAIN = /^(sweep|pull-crm|api): /;

export function isRead(site: CallSite): boolean {
  return READS.test(site);
}

/** The calls of a run: the site of each, in order, which are the first of their function's run, and which come right after another of it. */
export interface Calls {
  readonly order: readonly CallSite[];
  readonly starts: ReadonlySet<number>;
  readonly follows: ReadonlySet<number>;
}

/**
 * The faults of one call that differ in what they do. Left out are: each gap of a refusal but one, as a refusal has none; a sleep and an
 * effect that come late by more than the longest that they can; for a call that changes nothing, dying after it, as it is the same as
 * dying before it, and all but one of its lost answers; a message that comes again when its function is long over, from every call of
 * that function but its first; and, for a call right after another of the same run, dying before it, as that is the same as dying after the
 * other, and sleeping until the end if the other changed nothing. One that changes nothing and comes right after another has no second message of
 * its own, and right after another of the same site, as in a loop over pages or shards, no fault of its own at all.
 */
export function waysAt(call: number, { order, starts, follows }: Calls): Fault[] {
  const site = order[call - 1] ?? '';
  const before = follows.has(call) ? order[call - 2] : undefined;
  if (before === site && isRead(site)) return [];
  return FAULT_KINDS.flatMap((kind) =>
    gapsOf(kind, { site, before, isFirst: starts.has(call) }).map((gap) => ({ call, kind, gap })),
  );
}

interface Place {
  readonly site: CallSite;
  /** What the same run called right before. */
  readonly before: CallSite | undefined;
  readonly isFirst: boolean;
}

function gapsOf(kind: FaultKind, { site, before, isFirst }: Place): readonly number[] {
  const [second, minutes] = GAPS;
  switch (kind) {
    case 'crash-before':
      return before === undefined ? GAPS : [];
    case 'crash-after':
      return isRead(site) ? [] : GAPS;
    case 'lands-late':
      return isRead(site) ? [second] : [second, minutes];
    case 'throttled':
      return [second];
    case 'duplicated':
      if (before !== undefined && isRead(site)) return [];
      if (!isFirst && !isDoneTwice(site)) return [second];
      return SOON_AGAIN.test(site) ? GAPS.slice(0, 3) : GAPS;
    case 'stalled':
      return before !== undefined && isRead(before) ? [second] : [second, minutes];
    default:
      return kind satisfies never;
  }
}

/** A call whose repetition reaches the other side twice. */
function isDoneTwice(site: CallSite): boolean {
  return !isRead(site) && TWICE.has(/: (\w+)\./.exec(site)?.[1] ?? '');
}
