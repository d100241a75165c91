import { formatDate, formatShortDate } from '../../core/calendar/format-date.ts';
import { formatMoney } from '../../core/money/format-money.ts';
import type { Ageing } from '../../core/statement/ageing.ts';
import type { Statement } from '../../core/statement/statement.ts';

export interface RegisterRow {
  /** Empty for what has no date of its own. */
  readonly date: string;
  /** Empty for what stands under no clause. */
  readonly clause: string;
  readonly title: string;
  readonly detail: string;
  /** An http or https address, or empty. */
  readonly link: string;
}

/** What a statement puts on record besides money. */
export interface Register {
  readonly title: string;
  readonly lead: string;
  readonly rows: readonly RegisterRow[];
}

/** The registers of a statement in printing order; an empty one is left out. */
export function registersOf(statement: Statement): Register[] {
  const registers: Register[] = [
    {
      title: 'Introductions on record',
      lead: registerLead(statement),
      rows: statement.introductions.map((introduction) =>
        row({
          date: introduction.introducedOn,
          title: introduction.investor,
          detail: introductionDetail(introduction),
        }),
      ),
    },
    {
      title: 'If the open fundings closed',
      lead: exposureLead(statement),
      rows: (statement.exposure?.items ?? []).map(
        ({ investor, fundingMinor, currency, stage, expectedOn, feeMinor, note }) =>
          row({
            ...(expectedOn === undefined ? {} : { date: expectedOn }),
            title: `${investor}, ${formatMoney(fundingMinor, currency)}, at the stage ${stage}`,
            detail: note ?? `${formatMoney(feeMinor, statement.currency)} would be owed`,
          }),
      ),
    },
    {
      title: 'Closings without a fee',
      lead: 'Funding that closed in the period and earns no fee, and why.',
      rows: statement.notOwed.map(({ closedOn, investor, fundingMinor, currency, clause, why }) =>
        row({ date: closedOn, clause, title: `${investor}, ${formatMoney(fundingMinor, currency)}`, detail: why }),
      ),
    },
    {
      title: 'Owed in other things than money',
      lead: 'So far; recorded here, and not part of any invoice.',
      rows: (statement.nonCash ?? []).map((one) =>
        row({ date: one.accruesOn, clause: one.clause, title: unitsOf(one), detail: detailOf(one) }),
      ),
    },
    {
      title: 'Owed by the client to others',
      lead: 'So far; paid by the client directly, and not part of any invoice.',
      rows: (statement.toOthers ?? []).map(({ accruesOn, clause, description, amountMinor, currency, payee }) =>
        row({
          date: accruesOn,
          clause,
          title: `${formatMoney(amountMinor, currency)} to ${payee}`,
          detail: description,
        }),
      ),
    },
    {
      title: 'Disputed lines',
      lead: 'A disputed part is not late and bears no interest until it is ruled on; the rest stays due.',
      rows: (statement.disputes ?? []).map((dispute) => row(disputeRow(dispute, statement.currency))),
    },
    {
      title: 'Age of what is unpaid',
      lead: 'By days past due, at the close of the period.',
      rows: statement.ageing === undefined ? [] : ageingRows(statement.ageing, statement.currency),
    },
    {
      title: 'Where Stripe and the books differ',
      lead: comparedLead(statement),
      rows: (statement.compared?.differences ?? []).map((one) =>
        row({ title: one.what, detail: `${one.why} ${partsOf(one, statement.currency)}` }),
      ),
    },
    {
      title: 'Waiting for a decision',
      lead: 'Nothing is invoiced for these until a person has decided.',
      rows: statement.awaitingDecision.map(({ clause, what, why }) => row({ clause, title: what, detail: why })),
    },
    {
      title: 'Services rendered',
      lead: '',
      rows: statement.services.map(({ renderedOn, description, link }) =>
        row({ date: renderedOn, title: description, link: link ?? '' }),
      ),
    },
  ];
  return registers.filter(({ rows }) => rows.length > 0);
}

/** The last link of the register: whoever holds it can tell whether anything before it was changed. */
function registerLead({ register }: Statement): string {
  if (register === undefined) return '';
  return `The register has ${register.entries} entr${register.entries === 1 ? 'y' : 'ies'}, linked by hash; the last is ${register.hash}.`;
}

function introductionDetail({ how, recordedOn, standing, earns }: Statement['introductions'][number]): string {
  return [`${how} (recorded ${formatDate(recordedOn)})`, standing, earns === undefined ? undefined : `earns ${earns}`]
    .filter((part) => part !== undefined)
    .join('; ');
}

function exposureLead({ exposure, currency }: Statement): string {
  if (exposure === undefined) return '';
  return `${formatMoney(exposure.totalMinor, currency)} would be owed beyond what is owed now. Nothing of it is owed yet.`;
}

type Disputed = NonNullable<Statement['disputes']>[number];

function disputeRow(
  { disputedOn, clause, description, party, amountMinor, by, reason, end }: Disputed,
  currency: string,
) {
  const money = formatMoney(amountMinor, currency);
  const says = party === 'client' ? `${money} of it is not owed` : `${money} more is owed`;
  const ended =
    end === undefined
      ? 'open'
      : end.how === 'withdrawn'
        ? `withdrawn on ${formatDate(end.on)} by ${end.by}: ${end.reason}`
        : `${end.by} ruled on ${formatDate(end.on)} that ${formatMoney(end.upheldMinor, currency)} of that is right: ${end.reason}`;
  return {
    date: disputedOn,
    clause,
    title: `${description}: the ${party} says that ${says}`,
    detail: `${by}: ${reason}; ${ended}`,
  };
}

const AGES: readonly [keyof Ageing, string][] = [
  ['notDueMinor', 'Not due yet'],
  ['to30Minor', '1 to 30 days'],
  ['to60Minor', '31 to 60 days'],
  ['to90Minor', '61 to 90 days'],
  ['over90Minor', 'More than 90 days'],
  ['disputedMinor', 'Disputed'],
];

function ageingRows(ageing: Ageing, currency: string): RegisterRow[] {
  return AGES.filter(([key]) => ageing[key] > 0n).map(([key, title]) =>
    row({ title: `${title}: ${formatMoney(ageing[key], currency)}` }),
  );
}

function comparedLead({ compared }: Statement): string {
  if (compared === undefined || compared.count <= compared.differences.length) return '';
  return `The first ${compared.differences.length} of ${compared.count}.`;
}

type Differing = NonNullable<Statement['compared']>['differences'][number];

/** What Stripe shows less what the books hold. */
function partsOf({ incomeMinor, receivableMinor, cashMinor }: Differing, currency: string): string {
  const parts = Object.entries({ billed: incomeMinor, due: receivableMinor, paid: cashMinor })
    .filter(([, minor]) => minor !== 0n)
    .map(([what, minor]) => `${what} ${formatMoney(minor, currency)}`);
  return parts.length === 0 ? '' : `At Stripe less in the books: ${parts.join(', ')}.`;
}

type NonCash = NonNullable<Statement['nonCash']>[number];

function unitsOf({ quantity, unit, valueMinor, currency }: NonCash): string {
  const worth = valueMinor === undefined ? '' : `, for ${formatMoney(valueMinor, currency)}`;
  return `${quantity === undefined ? 'A number not known yet of' : withCommas(quantity)} ${unit}${worth}`;
}

function withCommas(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}

function detailOf({ description, note, payee }: NonCash): string {
  return [description, note, payee === undefined ? undefined : `to ${payee}`]
    .filter((part) => part !== undefined)
    .join('; ');
}

function row({ date, clause, title, detail, link }: Partial<RegisterRow> & { title: string }): RegisterRow {
  const shown = date === undefined ? '' : formatShortDate(date);
  const address = link === undefined ? null : URL.parse(link);
  const isWebAddress = address !== null && /^https?:$/.test(address.protocol);
  // What is no web address is still shown, but nobody can be led anywhere by clicking it.
  const words = [detail, isWebAddress ? undefined : link].filter((part) => part !== undefined && part !== '');
  return {
    date: shown,
    clause: clause ?? '',
    title,
    detail: words.join('; '),
    link: isWebAddress ? address.href : '',
  };
}
