import { planted, type PlantedBug } from './planted-bug.ts';

const DECIDE = 'shared/core/ledger/decide-settlement.ts';
const RETAINER = 'shared/core/owed/retainer.ts';
const PERIODS = 'shared/core/owed/retainer-periods.ts';
const DATES = 'shared/core/calendar/plain-date.ts';
const PARSE = 'shared/core/money/parse-amount.ts';
const FEE = 'shared/core/owed/success-fee.ts';
const BEFORE_POSTING = '  const posting = postingOf(receivable, last, differenceMinor, context);\n';
const MONTHS = 'return afterMonths(anchor, months);';
const AMOUNT = "BigInt(whole + decimals.padEnd(exponent, '0'))";

/** What goes wrong with periods, days and amounts. */
export const MONEY_AND_TIME: readonly PlantedBug[] = [
  planted(
    '6',
    'Names what is owed after the day of the run, not after its period.',
    RETAINER,
    'const id = `${term.id}/${period.from}`;',
    'const id = `${term.id}/${context.asOfOn}`;',
  ),
  {
    row: '8',
    says: 'Asks for the day in Greenwich.',
    edits: [
      { file: DECIDE, find: 'asOfOn: dateIn(asOf, timeZone), lastOf', replace: "asOfOn: dateIn(asOf, 'UTC'), lastOf" },
      {
        file: 'shared/core/owed/owed.ts',
        find: 'const asOfOn = dateIn(input.asOf, terms.timeZone);',
        replace: "const asOfOn = dateIn(input.asOf, 'UTC');",
      },
    ],
  },
  planted(
    '9',
    'Ends a statement’s period at midnight in Greenwich.',
    'shared/app/settle-contract.ts',
    'while (endOfPeriod(endsOn, timeZone) <= now)',
    "while (endOfPeriod(endsOn, 'UTC') <= now)",
  ),
  planted(
    '10',
    'Bills the periods of a version beyond the day on which the next one begins.',
    RETAINER,
    'return versionOn(versions, from) === version;',
    'return versionOn(versions, from) !== undefined || version === undefined;',
  ),
  planted(
    '23',
    'Takes a month for billed when anything of the kind was booked in it.',
    DECIDE,
    BEFORE_POSTING,
    `  if (last === undefined && context.postings.some(({ kind, effectiveOn }) => kind === receivable.kind && effectiveOn.slice(0, 7) === receivable.accruesOn.slice(0, 7))) return undefined;
${BEFORE_POSTING}`,
  ),
  planted(
    '24',
    'Bills the month that it is, and never those that were missed.',
    DECIDE,
    BEFORE_POSTING,
    `  if (last === undefined && receivable.kind === 'retainer' && receivable.accruesOn.slice(0, 7) < context.now.slice(0, 7)) return undefined;
${BEFORE_POSTING}`,
  ),
  planted(
    '26',
    'Passes over a closing that is told after its month has ended.',
    DECIDE,
    BEFORE_POSTING,
    `  if (last === undefined && receivable.kind === 'success-fee' && receivable.accruesOn.slice(0, 7) < context.now.slice(0, 7)) return undefined;
${BEFORE_POSTING}`,
  ),
  planted(
    '27',
    'Bills every period since a day of long ago at once.',
    'shared/core/ledger/catch-up.ts',
    'if (most <= bounds.catchUpPeriods) return undefined;',
    'if (most > 0) return undefined;',
  ),
  planted(
    '33',
    'Counts each period from the one before, so that a 31st becomes a 30th for ever.',
    PERIODS,
    'const from = intervalsAfter(anchor, term, index);',
    'const from = index <= 0 ? intervalsAfter(anchor, term, index) : intervalsAfter(retainerPeriod(term, anchor, index - 1).from, term, 1);',
  ),
  planted(
    '34',
    'Lets a day that a month has not run over into the next.',
    DATES,
    MONTHS,
    'const [year = 0, month = 0, day = 0] = anchor.split("-").map(Number);\n  return new Date(Date.UTC(year, month - 1 + months, day)).toISOString().slice(0, 10);',
  ),
  planted(
    '35',
    'Adds months one after the other.',
    DATES,
    MONTHS,
    'let date = Temporal.PlainDate.from(anchor);\n  for (let at = 0; at < months; at += 1) date = date.add({ months: 1 });\n  return textOf(date);',
  ),
  planted(
    '38',
    'Infers the day of the month from the second period.',
    PERIODS,
    'const anchor = term.anchor ?? started?.on;',
    'const anchor = term.anchor === undefined ? started?.on : monthsAfter(monthsAfter(term.anchor, 1), -1);',
  ),
  planted(
    '41',
    'Dates a payment of the evening with the next day.',
    'shared/core/ledger/movements.ts',
    'const day = (at: Instant): PlainDate => dateIn(at, timeZone);\n  const seen = new Map<string, Map<string, Movement>>();',
    "const day = (at: Instant): PlainDate => dateIn(at, 'UTC');\n  const seen = new Map<string, Map<string, Movement>>();",
  ),
  planted(
    '46',
    'Multiplies by a hundred what is in cents already.',
    PARSE,
    AMOUNT,
    "BigInt(whole + decimals.padEnd(exponent + 2, '0'))",
  ),
  {
    row: '47',
    says: 'Multiplies by ten coming in and divides by ten going out, and agrees with itself.',
    edits: [
      { file: PARSE, find: AMOUNT, replace: `10n * ${AMOUNT}` },
      {
        file: 'shared/core/money/format-money.ts',
        find: 'const digits = (isNegative ? -amountMinor : amountMinor)',
        replace: 'const digits = ((isNegative ? -amountMinor : amountMinor) / 10n)',
      },
    ],
  },
  planted(
    '49',
    'Reads amounts as floating-point numbers.',
    PARSE,
    AMOUNT,
    'BigInt(Math.floor(Number(value) * 10 ** exponent))',
  ),
  planted(
    '–',
    'Rounds a fee down, where half a cent counts up.',
    'shared/core/money/rounding.ts',
    'return twiceRest >= denominator ? floor + 1n : floor;',
    'return floor;',
  ),
  planted('54', 'Books a difference of nothing.', DECIDE, '  if (differenceMinor === 0n) return undefined;\n', ''),
  planted(
    '71',
    'Keeps the fee of a closing that fell through.',
    FEE,
    'if (closing.reversed) return none(',
    'if (closing.reversed && closing.facts.length === 0) return none(',
  ),
  planted(
    '–',
    'Leaves a fee as it was billed when its closing is corrected.',
    DECIDE,
    BEFORE_POSTING,
    `  if (last !== undefined) return undefined;\n${BEFORE_POSTING}`,
  ),
  planted(
    '–',
    'Posts any amount without asking a person.',
    DECIDE,
    'if (size <= bounds.approvalAboveMinor && !tooLarge) return undefined;',
    'if (!tooLarge) return undefined;',
  ),
  planted(
    '37',
    'Bills a year from 29 February on the 28th, as in the year before, and on the 29th as well.',
    PERIODS,
    'if (isStill) yield period;',
    "if (term.everyMonths === 12 && index > 0 && period.from.endsWith('-02-29')) yield { ...period, from: daysAfter(period.from, -1), accruesOn: daysAfter(period.accruesOn, -1) };\n    if (isStill) yield period;",
  ),
  planted(
    '40',
    'Goes to the next day by 24 hours, and stays where it is on a day of 25.',
    'shared/core/statement/period.ts',
    'lastDayOfMonth(sealedThrough === undefined ? dated : daysAfter(sealedThrough, 1));',
    "lastDayOfMonth(sealedThrough === undefined ? dated : new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York', year: 'numeric', month: '2-digit', day: '2-digit' }).format(Date.parse(startOfDay(sealedThrough, 'America/New_York')) + 86_400_000));",
  ),
  planted(
    '42',
    'Keeps the hours from Greenwich that counted when the agreement was made.',
    'shared/core/terms/to-terms.ts',
    'timeZone: rest.timeZone,',
    "timeZone: new Intl.DateTimeFormat('en', { timeZone: rest.timeZone, timeZoneName: 'longOffset' }).formatToParts(new Date(`${rest.dated}T12:00:00Z`)).find(({ type }) => type === 'timeZoneName')?.value.slice(3) ?? 'UTC',",
  ),
  planted(
    '46',
    'Gives every currency two decimals at least: yen come out a hundred times as much.',
    PARSE,
    'const exponent = exponentOf(currency);',
    'const exponent = Math.max(exponentOf(currency), 2);',
  ),
  planted(
    '48',
    'Gives every currency two decimals at most in what it reads from a contract, and a dinar has three.',
    PARSE,
    AMOUNT,
    "BigInt((whole + decimals.padEnd(exponent, '0')).slice(0, Math.min(exponent, 2) === exponent ? undefined : -1))",
  ),
  planted(
    '51',
    'Counts cents in a floating-point number.',
    PARSE,
    AMOUNT,
    "BigInt(Number(whole + decimals.padEnd(exponent, '0')))",
  ),
];
