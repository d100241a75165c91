import { formatMoney } from '../shared/core/money/format-money.ts';
import { times } from '../shared/core/money/fraction.ts';
import { roundFraction } from '../shared/core/money/rounding.ts';
import type { Band, FeeRate } from '../shared/core/terms/fee-rate.ts';
import type { SuccessFeeTerm, Terms } from '../shared/core/terms/terms.ts';
import { findingOn, type Finding } from './finding.ts';

/** What is risky in the fee lines, each by itself and all of them together. */
export function feeFindings({ terms, currency }: Terms): Finding[] {
  const lines = terms.filter((term) => term.kind === 'success-fee');
  const money = (minor: bigint): string => formatMoney(minor, currency);
  const onClosings = lines.filter(({ trigger }) => trigger.includes('closing'));
  return [
    ...lines.flatMap((line) => [
      ...openEnded(line),
      ...cutOff(line),
      ...notReported(line),
      ...contradictory(line, money),
      ...cliffs(line.rate, money).map(({ what, advice }) => findingOn(line, what, advice)),
    ]),
    ...uncovered(onClosings),
    ...twice(onClosings),
  ];
}

function openEnded(line: SuccessFeeTerm): Finding[] {
  if (line.tail !== 'open-ended') return [];
  return line.scope === 'introduced-only'
    ? [
        findingOn(
          line,
          'The tail is open-ended: an introduction earns for as long as its investor funds the client.',
          'Agree how long after the end an introduction still earns.',
        ),
      ]
    : [
        findingOn(
          line,
          'The tail is open-ended: what happens after the end of the agreement earns as before.',
          'Write tail: { months: 0 } if nothing is to be earned after the end.',
        ),
      ];
}

/** Times that stand in each other's way. */
function cutOff(line: SuccessFeeTerm): Finding[] {
  const { tail, window, once } = line;
  if (window === undefined) return [];
  if (once !== undefined) {
    const what = 'The window has no effect: only the first happening of an investor earns.';
    return [findingOn(line, what, 'Take out once or window.')];
  }
  if (tail === 'open-ended' || tail.months >= window.months) return [];
  const what = `An end of the agreement cuts the window of ${window.months} months off after ${tail.months} months.`;
  return [
    findingOn(line, what, 'Make the tail as long as the window, or let both parties confirm that it is shorter.'),
  ];
}

/** A basis that no report of a closing gives. */
function notReported(line: SuccessFeeTerm): Finding[] {
  if (!line.trigger.includes('closing')) return [];
  if (line.basis === 'amount-received') {
    const what = 'The fee is on the amount received, but a closing earns it, whether or not the money has come.';
    return [
      findingOn(line, what, 'Let the event that says that money came be the trigger, or call the basis as closed.'),
    ];
  }
  if (line.basis !== 'net-of-deductions') return [];
  const what = 'The fee is net of deductions: a closing that reports none is worked out on the gross amount.';
  return [findingOn(line, what, 'Agree what comes off, and have each closing reported with its deductions.')];
}

function contradictory(line: SuccessFeeTerm, money: (minor: bigint) => string): Finding[] {
  const { atLeastMinor, altogetherAtMostMinor, counts } = line;
  if (atLeastMinor === undefined) return [];
  const found: Finding[] = [];
  if (altogetherAtMostMinor !== undefined && atLeastMinor > altogetherAtMostMinor) {
    const what = `The least fee, ${money(atLeastMinor)}, is more than all fees may come to, ${money(altogetherAtMostMinor)}.`;
    found.push(findingOn(line, what, 'Raise altogetherAtMost, or lower atLeast.'));
  }
  if (counts === 'altogether') {
    const what = `Amounts count altogether, but the least fee, ${money(atLeastMinor)}, is owed on each of them anew.`;
    found.push(findingOn(line, what, 'Take one of the two out, unless both parties mean it so.'));
  }
  return found;
}

/** Where more money earns less: all of it goes at the rate of the band in which it ends, and that rate falls. */
function cliffs(rate: FeeRate, money: (minor: bigint) => string): Pick<Finding, 'what' | 'advice'>[] {
  if ('of' in rate) return rate.of.flatMap((part) => cliffs(part, money));
  if (rate.kind !== 'bands' || rate.taken !== 'whole') return [];
  return rate.bands.flatMap((band, index) => {
    const next = rate.bands[index + 1];
    const { upToMinor } = band;
    if (upToMinor === undefined || next === undefined) return [];
    const [at, above] = [band, next].map((one) => worthOf(one, upToMinor));
    if (at === undefined || above === undefined || above >= at) return [];
    const what = `Just above ${money(upToMinor)} the fee falls from ${money(at)} to ${money(above)}.`;
    return [{ what, advice: 'Take the bands marginal, unless both parties mean it so.' }];
  });
}

function worthOf(band: Band, amountMinor: bigint): bigint {
  if ('fixedMinor' in band) return band.fixedMinor;
  const { numerator, denominator } = times(amountMinor, band.rate);
  return roundFraction(numerator, denominator, 'half-up');
}

/** Closings that no line is about: they earn nothing, and the CRM need not name instrument or kind of investor. */
function uncovered(lines: readonly SuccessFeeTerm[]): Finding[] {
  if (lines.length === 0) return [];
  const clause = lines.map((line) => line.clause).join(', ');
  const found: Finding[] = [];
  if (lines.every(({ where }) => where.instruments.length > 0)) {
    const named = [...new Set(lines.flatMap(({ where }) => where.instruments))].join(', ');
    found.push({
      about: 'terms',
      clause,
      what: `A closing in an instrument other than ${named}, or that names none, earns nothing.`,
      advice: 'Add a fee line without instruments for the rest, or let both parties confirm that it is free.',
    });
  }
  if (lines.every(({ where }) => where.classes.length > 0)) {
    const named = [...new Set(lines.flatMap(({ where }) => where.classes))].join(', ');
    found.push({
      about: 'terms',
      clause,
      what: `A closing by an investor of a class other than ${named}, or of none, earns nothing.`,
      advice: 'Add a fee line with notClasses for the rest, or let both parties confirm that it is free.',
    });
  }
  return found;
}

/** Two lines that one closing may come under: both are owed. */
function twice(lines: readonly SuccessFeeTerm[]): Finding[] {
  return lines.flatMap((line, index) =>
    lines.slice(index + 1).flatMap((other) => {
      if (!meet(line, other)) return [];
      const what = `A closing may come under this line and under ${other.id}, and then both fees are owed.`;
      return [findingOn(line, what, 'Keep them apart by where, unless the agreement gives both.')];
    }),
  );
}

function meet({ where: a, scope: whose }: SuccessFeeTerm, { where: b, scope: whoseElse }: SuccessFeeTerm): boolean {
  if ([whose, whoseElse].toSorted().join() === 'introduced-only,not-introduced') return false;
  const sharesInstrument =
    a.instruments.length === 0 ||
    b.instruments.length === 0 ||
    a.instruments.some((one) => b.instruments.includes(one));
  return (
    sharesInstrument &&
    !leavesOut(a, b) &&
    !leavesOut(b, a) &&
    !differInClass(a, b) &&
    !endsBefore(a, b) &&
    !endsBefore(b, a)
  );
}

type Where = SuccessFeeTerm['where'];

/** True when every class that one line is for is left out by the other. */
function leavesOut(a: Where, b: Where): boolean {
  return b.classes.length > 0 && b.classes.every((one) => a.notClasses.includes(one));
}

/** True when the last day of one line comes before the first of the other. */
function endsBefore({ to }: Where, { from }: Where): boolean {
  return to !== undefined && from !== undefined && to < from;
}

/** Lines for different classes are taken to be apart, although an investor may be of both. */
function differInClass(a: Where, b: Where): boolean {
  return a.classes.length > 0 && b.classes.length > 0 && !a.classes.some((one) => b.classes.includes(one));
}
