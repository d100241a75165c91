import { daysBetween, type PlainDate } from '../calendar/plain-date.ts';

/** What is unpaid by how long it has been due; minor units. Disputed parts stand apart: nobody is late with them. */
export interface Ageing {
  readonly notDueMinor: bigint;
  /** 1 to 30 days past due. */
  readonly to30Minor: bigint;
  /** 31 to 60. */
  readonly to60Minor: bigint;
  /** 61 to 90. */
  readonly to90Minor: bigint;
  readonly over90Minor: bigint;
  readonly disputedMinor: bigint;
}

const NOTHING: Ageing = {
  notDueMinor: 0n,
  to30Minor: 0n,
  to60Minor: 0n,
  to90Minor: 0n,
  over90Minor: 0n,
  disputedMinor: 0n,
};

/**
 * Ages what is unpaid as of a day; the sums are together what is unpaid, credits left out. Undefined while nothing is late and
 * nothing disputed: then the list of what is due says it all. Example: USD 2,000.00 due on 20 May, of which USD 500.00 is disputed, is
 * on 30 June USD 1,500.00 at 31 to 60 days and USD 500.00 disputed.
 */
export function ageingOf(
  due: readonly { readonly dueOn: PlainDate; readonly outstandingMinor: bigint; readonly disputedMinor?: bigint }[],
  on: PlainDate,
): Ageing | undefined {
  let ageing = NOTHING;
  for (const { dueOn, outstandingMinor, disputedMinor = 0n } of due) {
    if (outstandingMinor <= 0n) continue;
    const key = bucketOf(daysBetween(dueOn, on));
    const restMinor = outstandingMinor - disputedMinor;
    ageing = { ...ageing, [key]: ageing[key] + restMinor };
    ageing = { ...ageing, disputedMinor: ageing.disputedMinor + disputedMinor };
  }
  const { notDueMinor: _, ...late } = ageing;
  return Object.values(late).some((minor) => minor > 0n) ? ageing : undefined;
}

function bucketOf(daysLate: number): Exclude<keyof Ageing, 'disputedMinor'> {
  if (daysLate <= 0) return 'notDueMinor';
  if (daysLate <= 30) return 'to30Minor';
  if (daysLate <= 60) return 'to60Minor';
  return daysLate <= 90 ? 'to90Minor' : 'over90Minor';
}
