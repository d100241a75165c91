import { formatDate } from '../calendar/format-date.ts';
import { factsOf, type FactOf } from '../facts/fact.ts';
import { hashOf } from '../json.ts';
import { exponentOf } from '../money/currency.ts';
import { formatMoney } from '../money/format-money.ts';
import { decimalOf, divide, times, wholeOf, type Fraction } from '../money/fraction.ts';
import { parseRate } from '../money/rate.ts';
import { roundFraction } from '../money/rounding.ts';
import { byText, smaller } from '../order.ts';
import type { PaysIn } from '../terms/terms.ts';
import type { Closing } from './closings.ts';
import type { Line, OwedContext } from './context.ts';
import { measureOf, roundingWords } from './measure.ts';
import type { NonCash, Receivable, Waiting, WorkingStep } from './receivable.ts';
import { partsInWords } from './split.ts';

/** What is left of a line in money, what is owed of it in units, and what a person must say first. */
export interface InUnits {
  readonly line?: Line;
  readonly nonCash?: NonCash;
  readonly waiting?: Waiting;
}

/**
 * A line that pays in units: the number that its amount is, or what its worth buys at the price, or, where a party may
 * choose, as much as was elected. Example: USD 8,000.00 at 0.25 a share is 32,000 shares.
 */
export function inUnits(line: Line, context: OwedContext): InUnits {
  const { paysIn } = line.term;
  if (paysIn === undefined) return { line };
  if (paysIn.price === undefined) return { nonCash: counted(line, paysIn) };
  return paysIn.electedBy === undefined ? atPrice(line, paysIn, context) : elected(line, paysIn, context);
}

type Step = Omit<WorkingStep, 'clause'>;

function counted({ receivable, term, version }: Line, paysIn: PaysIn): NonCash {
  const measure = measureOf(paysIn, version.terms.currency);
  const { amountMinor } = receivable;
  const quantity = roundFraction(amountMinor, measure.grainMinor, paysIn.rounding);
  const isWhole = quantity * measure.grainMinor === amountMinor;
  const steps = isWhole
    ? []
    : [{ what: roundingWords(measure, paysIn.rounding), figures: `${quantity} ${paysIn.unit}` }];
  return nonCashOf(receivable, {
    paysIn,
    payee: term.payee,
    quantity,
    steps: [...steps, ...partsInWords(term.split, quantity, paysIn.unit)],
  });
}

function atPrice({ receivable, term }: Line, paysIn: PaysIn, context: OwedContext): InUnits {
  const { amountMinor: valueMinor } = receivable;
  const base = { paysIn, payee: term.payee, valueMinor };
  if (valueMinor === 0n) return { nonCash: nonCashOf(receivable, { ...base, quantity: 0n, steps: [] }) };
  const price = priceOf(receivable, paysIn, context);
  if (price === undefined) {
    const waiting = priceQuestion(receivable, paysIn);
    return {
      nonCash: nonCashOf(receivable, {
        ...base,
        steps: [{ what: waiting.why, figures: formatMoney(valueMinor, receivable.currency) }],
      }),
      waiting,
    };
  }
  const { quantity, step } = bought(valueMinor, price, paysIn, receivable.currency);
  const steps = [step, ...partsInWords(term.split, quantity, paysIn.unit)];
  return { nonCash: nonCashOf(receivable, { ...base, quantity, steps, factIds: price.factIds }) };
}

/** Money, but for what the party that may choose has elected: the earliest election first, no more than the whole. */
function elected(line: Line, paysIn: PaysIn, context: OwedContext): InUnits {
  const { receivable, term } = line;
  const { amountMinor, currency } = receivable;
  const elections = electionsOf(receivable, paysIn, context);
  if (elections.length === 0 || amountMinor <= 0n) return { line };
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const steps: Step[] = [];
  let [valueMinor, quantity] = [0n, 0n];
  let waiting: Waiting | undefined;
  for (const { data } of elections) {
    const share = times(amountMinor, parseRate(data.share) ?? wholeOf(1n));
    const asked = roundFraction(share.numerator, share.denominator, 'half-up');
    const partMinor = smaller(asked, amountMinor - valueMinor);
    valueMinor += partMinor;
    const price =
      data.price === undefined ? priceOf(receivable, paysIn, context) : electedPrice(data.price, data.electedOn);
    steps.push({
      what: `Elected in ${paysIn.unit} on ${formatDate(data.electedOn)}: ${data.share}`,
      figures: money(partMinor),
    });
    if (price === undefined) waiting = priceQuestion(receivable, paysIn);
    else {
      const part = bought(partMinor, price, paysIn, currency);
      quantity += part.quantity;
      steps.push(part.step);
    }
  }
  const factIds = elections.map(({ id }) => id);
  const known = waiting === undefined ? { quantity } : {};
  const nonCash = nonCashOf(receivable, { paysIn, payee: term.payee, valueMinor, steps, factIds, ...known });
  const rest: Receivable = {
    ...receivable,
    amountMinor: amountMinor - valueMinor,
    working: [
      ...receivable.working,
      {
        clause: receivable.clause,
        what: `Less what was elected in ${paysIn.unit}`,
        figures: `${money(amountMinor)} − ${money(valueMinor)} = ${money(amountMinor - valueMinor)}`,
      },
    ],
    factIds: [...receivable.factIds, ...factIds],
    inputsHash: hashOf({ whole: receivable.inputsHash, valueMinor }),
  };
  return { line: { ...line, receivable: rest }, nonCash, ...(waiting === undefined ? {} : { waiting }) };
}

function electionsOf({ id }: Receivable, { unit }: PaysIn, { facts, asOfOn }: OwedContext): FactOf<'ElectionMade'>[] {
  return factsOf(facts, 'ElectionMade')
    .filter(({ data }) => data.unit === unit && data.receivables.includes(id) && data.electedOn <= asOfOn)
    .toSorted(({ data: a }, { data: b }) => byText(a.electedOn, b.electedOn) || byText(a.election, b.election));
}

interface Price {
  readonly text: string;
  readonly price: Fraction;
  /** Where it comes from, in words. */
  readonly source: string;
  readonly factIds: readonly string[];
}

/** The price of one unit: of the contract, of the happening itself, or the latest that was reported for the day. */
function priceOf(receivable: Receivable, { unit, price: rule }: PaysIn, context: OwedContext): Price | undefined {
  if (rule?.kind === 'fixed') return { ...rule, source: 'as agreed', factIds: [] };
  const stating = context.happenings.filter(({ state, reversed }) => !reversed && state.prices?.[unit] !== undefined);
  const own = stating.find(({ id }) => receivable.id.endsWith(`/${id}`));
  const ofDay = stating.filter(({ state }) => state.closedOn === receivable.accruesOn).toSorted(byReport);
  const chosen = own ?? ofDay.at(-1);
  const text = chosen?.state.prices?.[unit];
  if (chosen === undefined || text === undefined) return undefined;
  const source = `stated for ${formatDate(chosen.state.closedOn)}`;
  return { text, price: decimalOf(text), source, factIds: chosen.facts.map((fact) => fact.id) };
}

/** Of equal times the order of the happenings stays: that of their ids. */
function byReport({ state: a }: Closing, { state: b }: Closing): number {
  return byText(a.reportedAt, b.reportedAt);
}

function electedPrice(text: string, on: string): Price {
  return { text, price: decimalOf(text), source: `stated with the election of ${formatDate(on)}`, factIds: [] };
}

function bought(
  valueMinor: bigint,
  { text, price, source }: Price,
  { unit, rounding }: PaysIn,
  currency: string,
): { quantity: bigint; step: Step } {
  const inMajor = { numerator: valueMinor, denominator: 10n ** BigInt(exponentOf(currency)) };
  const exact = divide(inMajor, price);
  const quantity = roundFraction(exact.numerator, exact.denominator, rounding);
  const what = `At ${text} for one of ${unit}, ${source}, rounded ${rounding.replace('-', ' ')} to the whole unit`;
  return { quantity, step: { what, figures: `${formatMoney(valueMinor, currency)} ÷ ${text} = ${quantity} ${unit}` } };
}

interface Units {
  readonly paysIn: PaysIn;
  readonly payee: string | undefined;
  readonly quantity?: bigint;
  readonly valueMinor?: bigint;
  readonly steps: readonly Step[];
  readonly factIds?: readonly string[];
}

function nonCashOf(
  receivable: Receivable,
  { paysIn, payee, quantity, valueMinor, steps, factIds = [] }: Units,
): NonCash {
  const { amountMinor: _, kind: _kind, inputsHash, working, ...rest } = receivable;
  const { unit, note } = paysIn;
  const noted = note === undefined ? [] : [{ what: `Of the ${unit}`, figures: note }];
  const amounts = {
    ...(quantity === undefined ? {} : { quantity: quantity.toString() }),
    ...(valueMinor === undefined ? {} : { valueMinor }),
  };
  return {
    ...rest,
    unit,
    ...amounts,
    ...(note === undefined ? {} : { note }),
    ...(payee === undefined ? {} : { payee }),
    working: [...working, ...[...steps, ...noted].map((step) => ({ clause: receivable.clause, ...step }))],
    factIds: [...receivable.factIds, ...factIds],
    inputsHash: hashOf({ inputsHash, unit, ...amounts }),
  };
}

function priceQuestion({ id, clause, accruesOn, description }: Receivable, { unit }: PaysIn): Waiting {
  const on = formatDate(accruesOn);
  return {
    id: `price/${id}`,
    kind: 'price',
    clause,
    what: `What was one of ${unit} worth on ${on}? ${description} is paid in ${unit} at the price of that day.`,
    why: `No price of ${unit} is on record for ${on}: record one with \`tallystick record CONTRACT event\``,
    answers: [],
    evidence: [],
    since: accruesOn,
  };
}
