import { dateIn, type Instant } from '../calendar/instant.ts';
import { dueDate } from '../calendar/due-date.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Fact } from '../facts/fact.ts';
import { formatMoney } from '../money/format-money.ts';
import { latest, versionOn } from '../owed/versions.ts';
import type { Receivable } from '../owed/receivable.ts';
import { RULES } from '../owed/rules.ts';
import type { TermsVersion } from '../terms/terms.ts';
import { isContractWide } from './catch-up.ts';
import { isOfHappening } from './vanished.ts';
import { whyCorrected } from './why-corrected.ts';
import type { Posting } from './posting.ts';

/** What a posting is drafted from. */
export interface DraftContext {
  readonly versions: readonly TermsVersion[];
  readonly facts: readonly Fact[];
  readonly factSeq: number;
  readonly asOf: Instant;
  readonly rules?: string;
  /** The last posting of each receivable. */
  readonly lastOf: ReadonlyMap<string, Posting>;
}

/**
 * The posting of a difference of one receivable, after its last one: when it counts, what it corrects and why, with the
 * arithmetic. `amountMinor` is signed, in minor units of the receivable's currency. Source: design.md section 2.
 */
export function postingOf(
  receivable: Receivable,
  last: Posting | undefined,
  amountMinor: bigint,
  context: DraftContext,
): Posting {
  const revision = (last?.revision ?? 0) + 1;
  const effectiveOn = last === undefined ? receivable.accruesOn : correctedOn(receivable, last, context);
  const version = versionOn(context.versions, receivable.accruesOn);
  const working = last === undefined ? receivable.working : correctionWorking(receivable, last, amountMinor);
  const up = amountMinor > 0n;
  const corrected = last ?? context.lastOf.get(receivable.refundOf ?? '');
  return {
    id: `${receivable.id}#${revision}`,
    receivableId: receivable.id,
    revision,
    termId: receivable.termId,
    kind: receivable.kind,
    clause: receivable.clause,
    description: last === undefined ? receivable.description : `Correction of ${receivable.description}`,
    accruesOn: receivable.accruesOn,
    effectiveOn,
    dueOn: last === undefined || !up ? receivable.dueOn : dueAgain(receivable, version, effectiveOn),
    amountMinor,
    currency: receivable.currency,
    totalMinor: receivable.amountMinor,
    working,
    workingHash: '',
    termsVersion: receivable.termsVersion,
    rules: context.rules ?? RULES,
    factIds: receivable.factIds,
    inputsHash: receivable.inputsHash,
    factSeq: context.factSeq,
    asOf: context.asOf,
    ...(corrected === undefined ? {} : { corrects: corrected.id, ...whyCorrected(receivable, corrected, context) }),
  };
}

/** When a further amount is due: by the rule of its term, counted from the day on which it became known. */
function dueAgain({ termId, dueOn }: Receivable, { terms }: TermsVersion, effectiveOn: PlainDate): PlainDate {
  const rule = terms.terms.find((term) => term.id === termId);
  if (rule !== undefined && 'dueDays' in rule) return dueDate(rule, effectiveOn, terms.holidays);
  return dueOn > effectiveOn ? dueOn : effectiveOn;
}

function correctionWorking(receivable: Receivable, last: Posting, amountMinor: bigint): Posting['working'] {
  const money = (minor: bigint): string => formatMoney(minor, receivable.currency);
  return [
    ...receivable.working,
    {
      clause: receivable.clause,
      what: `Less what was booked before (${last.id})`,
      figures: `${money(receivable.amountMinor)} − ${money(last.totalMinor)} = ${money(amountMinor)}`,
    },
  ];
}

/**
 * A correction counts from the day on which the newest of its facts was recorded, never before what it corrects, nor
 * before the day on which the receivable now accrues. Without a new fact of its own it rests on what became known of
 * another closing of its line.
 */
function correctedOn(receivable: Receivable, last: Posting, context: DraftContext): PlainDate {
  const { timeZone } = latest(context.versions).terms;
  const behind = new Set(receivable.factIds);
  const since = context.facts.slice(context.facts.findLastIndex((fact) => fact.seq <= last.factSeq) + 1);
  const own = since.filter((fact) => behind.has(fact.id) || isContractWide(fact));
  const known = (own.length > 0 ? own : since.filter(isOfHappening)).map((fact) => dateIn(fact.recordedAt, timeZone));
  return [...known, receivable.accruesOn].reduce((a, b) => (a > b ? a : b), last.effectiveOn);
}
