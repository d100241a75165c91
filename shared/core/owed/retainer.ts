import { formatDate } from '../calendar/format-date.ts';
import { dueDate } from '../calendar/due-date.ts';
import { daysAfter, monthsBetween, type PlainDate } from '../calendar/plain-date.ts';
import { InvariantError } from '../errors.ts';
import { hashOf } from '../json.ts';
import { multiply, wholeOf } from '../money/fraction.ts';
import { roundFraction } from '../money/rounding.ts';
import type { RetainerTerm, TermsVersion } from '../terms/terms.ts';
import { metOn, metText } from './condition.ts';
import type { Line, OwedContext } from './context.ts';
import { addBefore, cutBefore } from './fees.ts';
import { measureOf, roundTo } from './measure.ts';
import { keptBy } from './memo.ts';
import { placedLines } from './placed-lines.ts';
import type { Receivable, WorkingStep } from './receivable.ts';
import { owedPeriods, retainerPeriod, type OwedPeriod } from './retainer-periods.ts';
import { versionOn } from './versions.ts';

interface RetainerSoFar {
  readonly lines: Line[];
  /** Which of its conditions had been met, and as of which day. */
  met: string;
  asOfOn: PlainDate;
  /** The day on which the next period accrues by time alone, also one that another version makes owed. */
  lookAgainOn: PlainDate | undefined;
  /** The same of those that this version makes owed. */
  next: PlainDate | undefined;
}

const retainers = keptBy(() => new Map<string, RetainerSoFar>());

/** Every period that has accrued by the day of the context, each under the version of its first day; a list a retainer. */
export function retainersOn(context: OwedContext): Line[][] {
  return retainerTerms(context).map((one) => bring(one, context).lines);
}

/** The next period of each retainer that accrues by time alone. */
export function upcomingPeriods(context: OwedContext): Line[] {
  return retainerTerms(context).flatMap(({ term, version }) => {
    const toCome = [...periodsOf(term, version, context, context.asOfOn)].filter((one) => isOf(version, one, context));
    return toCome
      .filter(({ accruesOn }) => accruesOn === firstOf(toCome))
      .map((period) => ({ receivable: retainerReceivable(term, period, version, context), term, version }));
  });
}

/** The day on which the next period accrues by time alone. */
export function nextPeriod(context: OwedContext): PlainDate | undefined {
  return retainerTerms(context)
    .flatMap((one) => bring(one, context).next ?? [])
    .toSorted()[0];
}

interface RetainerOfVersion {
  /** Tells it from all others, those of other versions among them. */
  readonly key: string;
  readonly term: RetainerTerm;
  readonly version: TermsVersion;
}

function retainerTerms({ versions }: OwedContext): RetainerOfVersion[] {
  return versions.flatMap((version) =>
    version.terms.terms
      .filter((term) => term.kind === 'retainer')
      .map((term, place) => ({ key: `${version.version}/${place}`, term, version })),
  );
}

/** Brings a retainer up to the day of the context: what has accrued since, or all of it where its conditions have moved. */
function bring(one: RetainerOfVersion, context: OwedContext): RetainerSoFar {
  const { key, term, version } = one;
  const { soFar } = context.memo;
  const made = retainers(soFar).get(key) ?? { lines: [], met: '', asOfOn: '', lookAgainOn: undefined, next: undefined };
  retainers(soFar).set(key, made);
  const { asOfOn } = context;
  const met = metText(term, context, version.terms.currency);
  const holds = met === made.met && made.asOfOn <= asOfOn;
  const after = holds ? made.asOfOn : undefined;
  Object.assign(made, { met, asOfOn });
  if (holds && (made.lookAgainOn === undefined || asOfOn < made.lookAgainOn)) return made;
  if (!holds) cutBefore(made.lines, 0, soFar);
  const toCome: OwedPeriod[] = [];
  for (const period of periodsOf(term, version, context, after)) {
    if (period.accruesOn > asOfOn) toCome.push(period);
    else if (isOf(version, period, context)) addPeriod(made.lines, period, one, context);
  }
  made.lookAgainOn = firstOf(toCome);
  made.next = firstOf(toCome.filter((period) => isOf(version, period, context)));
  return made;
}

function addPeriod(
  lines: Line[],
  period: OwedPeriod,
  { term, version }: RetainerOfVersion,
  context: OwedContext,
): void {
  const receivable = retainerReceivable(term, period, version, context);
  if (placedLines(context.memo.soFar).has(receivable.id))
    throw new InvariantError('a retainer period is owed twice', { receivable: receivable.id });
  addBefore(lines, { receivable, term, version, startsOn: period.from }, context);
}

function firstOf(periods: readonly OwedPeriod[]): PlainDate | undefined {
  return periods.map(({ accruesOn }) => accruesOn).toSorted()[0];
}

/** True for a period that begins while a version is the one in force. */
function isOf(version: TermsVersion, { from }: OwedPeriod, { versions }: OwedContext): boolean {
  return versionOn(versions, from) === version;
}

/**
 * The periods of a retainer that have accrued after a day, or ever, and the first that is to come, whatever the version;
 * while an end is to come also those up to it, as it may make later ones owed before them.
 */
function* periodsOf(
  term: RetainerTerm,
  version: TermsVersion,
  context: OwedContext,
  after: PlainDate | undefined,
): Generator<OwedPeriod> {
  const { asOfOn, ending } = context;
  for (const period of owedPeriods(term, version, context)) {
    if (after === undefined || period.accruesOn > after) yield period;
    const isBeforeEnd = ending !== undefined && period.from <= ending.endsOn;
    if (period.accruesOn > asOfOn && period.index >= 0 && !isBeforeEnd) break;
  }
}

/** A plain period is the same each time, so it is made once: a settlement asks for every period. */
const madeReceivables = new WeakMap<TermsVersion, Map<RetainerTerm, Receivable[]>>();

/** Example: USD 2,000.00 for 6 June to 5 July 1999 under clause 2.1, id `retainer/1999-06-06`. */
export function retainerReceivable(
  term: RetainerTerm,
  period: OwedPeriod,
  version: TermsVersion,
  context: OwedContext,
): Receivable {
  if (!isPlain(term, period)) return newReceivable(term, period, version, context);
  const ofVersion = madeReceivables.get(version) ?? new Map<RetainerTerm, Receivable[]>();
  const made = ofVersion.get(term) ?? [];
  const receivable = made[period.index] ?? newReceivable(term, period, version, context);
  made[period.index] = receivable;
  madeReceivables.set(version, ofVersion.set(term, made));
  return receivable;
}

/** True for a whole period that rests on the terms alone: no fact moved it, and no condition bears on its days or amount. */
function isPlain({ steps, startsWhen, payableWhen }: RetainerTerm, { part, factIds }: OwedPeriod): boolean {
  const conditions = [startsWhen, payableWhen, ...steps.map(({ when }) => when)];
  return part === undefined && factIds.length === 0 && conditions.every((when) => when === undefined);
}

function newReceivable(
  term: RetainerTerm,
  period: OwedPeriod,
  version: TermsVersion,
  context: OwedContext,
): Receivable {
  const { currency, holidays } = version.terms;
  const id = `${term.id}/${period.from}`;
  const { amountMinor, steps, to, factIds: stepIds } = amountOf(term, period, version, context);
  const span = `${formatDate(period.from)} to ${formatDate(to)}`;
  const factIds = [...new Set([...period.factIds, ...stepIds])];
  const working = [{ what: whichPeriod(term, period), figures: span }, ...held(term, period), ...steps];
  return {
    id,
    termId: term.id,
    clause: term.clause,
    kind: 'retainer',
    description: `${term.name}, ${span}`,
    accruesOn: period.accruesOn,
    dueOn: dueDate(term, period.accruesOn, holidays),
    amountMinor,
    currency,
    working: working.map((step) => ({ clause: term.clause, ...step })),
    termsVersion: version.version,
    factIds,
    inputsHash: isPlain(term, period)
      ? hashOf({ id, term, currency })
      : hashOf({ id, term, currency, period, factIds, amountMinor }),
  };
}

type Step = Omit<WorkingStep, 'clause'>;

function whichPeriod(term: RetainerTerm, { index }: OwedPeriod): string {
  const when = term.timing === 'in-advance' ? 'in advance, on its first day' : 'in arrears, on its last day';
  if (index === -1) return `The short period before the first whole one, payable ${when}`;
  const from = term.anchor === undefined ? 'the day on which its condition was met' : formatDate(term.anchor);
  return `Period ${index + 1}, counted from ${from}, payable ${when}`;
}

function held({ timing }: RetainerTerm, { accruesOn, from, to }: OwedPeriod): Step[] {
  if (accruesOn <= (timing === 'in-advance' ? from : to)) return [];
  return [{ what: 'Payable only once its condition was met', figures: formatDate(accruesOn) }];
}

interface PeriodAmount {
  readonly amountMinor: bigint;
  readonly steps: readonly Step[];
  readonly to: PlainDate;
  readonly factIds: readonly string[];
}

/** The amount of a period: a stated sum, or the last step that it has reached, by its days where it is billed in part. */
function amountOf(term: RetainerTerm, period: OwedPeriod, version: TermsVersion, context: OwedContext): PeriodAmount {
  const measure = measureOf(term.paysIn, version.terms.currency);
  const whole = wholeAmount(term, period, version, context);
  const steps: Step[] = [{ what: whole.what, figures: measure.money(whole.amountMinor) }];
  const { part } = period;
  if (part === undefined) return { ...whole, steps };
  const amountMinor = roundTo(
    measure,
    { numerator: whole.amountMinor * BigInt(part.days), denominator: BigInt(part.of) },
    'half-up',
  );
  const counted = term.proration === 'thirty-day-months' ? 'days, by months of thirty' : 'days';
  const figures = `${measure.money(whole.amountMinor)} × ${part.days}/${part.of} = ${measure.money(amountMinor)}`;
  steps.push({ what: `${part.days} of ${part.of} ${counted}, rounded half up`, figures });
  return { ...whole, amountMinor, steps };
}

function wholeAmount(
  term: RetainerTerm,
  period: OwedPeriod,
  version: TermsVersion,
  context: OwedContext,
): { amountMinor: bigint; what: string; to: PlainDate; factIds: readonly string[] } {
  const { to } = period;
  if (period.index === -1 && term.shortFirst?.amountMinor !== undefined) {
    return { amountMinor: term.shortFirst.amountMinor, what: 'Fixed amount for the short period', to, factIds: [] };
  }
  if (term.lump !== undefined && period.index === 0) {
    const { periods, amountMinor } = term.lump;
    const what = `The first ${periods} periods together, at the stated sum`;
    return { amountMinor, what, to: retainerPeriod(term, period.from, periods - 1).to, factIds: [] };
  }
  const risen = risenAmount(term, period);
  if (risen !== undefined) return { ...risen, to, factIds: [] };
  const step = stepOf(term, period, version, context);
  if (step === undefined) {
    return { amountMinor: term.amountMinor, what: 'Fixed amount for the period', to, factIds: [] };
  }
  const what = `Fixed amount for a period from ${formatDate(step.on)} on`;
  return { amountMinor: step.amountMinor, what, to, factIds: step.factIds };
}

/** The amount after so many rises, each on the rounded amount before; undefined while there has been none. */
function risenAmount(
  term: RetainerTerm,
  { index, from }: OwedPeriod,
): { amountMinor: bigint; what: string } | undefined {
  const { rises, everyMonths = 0, everyWeeks } = term;
  if (rises === undefined || index < 0) return undefined;
  const months =
    everyWeeks === undefined ? index * everyMonths : monthsBetween(daysAfter(from, -index * 7 * everyWeeks), from);
  const times = Math.floor(months / rises.everyMonths);
  if (times === 0) return undefined;
  let amountMinor = term.amountMinor;
  for (let rise = 0; rise < times; rise += 1) {
    const more = multiply(wholeOf(amountMinor), rises.by.rate);
    amountMinor += roundFraction(more.numerator, more.denominator, 'half-up');
  }
  const what = `Fixed amount after ${times === 1 ? 'a rise' : `${times} rises`} of ${rises.by.text}, each rounded half up`;
  return { amountMinor, what };
}

/** The step that a period has reached: the one of the latest day, dated or conditional. */
function stepOf(term: RetainerTerm, { from }: OwedPeriod, { terms }: TermsVersion, context: OwedContext) {
  return term.steps
    .flatMap(({ from: day, when, amountMinor }) => {
      const met = when === undefined ? undefined : metOn(when, context, terms.currency);
      const on = day ?? met?.on;
      return on === undefined || on > from ? [] : [{ on, amountMinor, factIds: met?.factIds ?? [] }];
    })
    .reduce<{ on: PlainDate; amountMinor: bigint; factIds: readonly string[] } | undefined>(
      (last, step) => (last === undefined || step.on >= last.on ? step : last),
      undefined,
    );
}
