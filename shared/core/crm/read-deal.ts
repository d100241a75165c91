import * as z from 'zod';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Problem } from '../errors.ts';
import type { Investor } from '../facts/investor.ts';
import { foundText } from '../lossless-json.ts';
import { isCurrency } from '../money/currency.ts';
import { currencyProblem } from '../money/parse-amount.ts';
import { readCrmAmount } from './crm-amount.ts';
import type { CrmDeal, DealClosing, DealStage, ReadDeal } from './deal.ts';
import { readDay, valuesOf, type DealValues } from './deal-values.ts';
import type { Mapping } from './mapping.ts';

const address = z.email();
const MOST_ADDRESSES = 100;

/**
 * Reads a deal by a mapping. What must be exact (stage, and of a closed deal amount, currency, day and investor) is a
 * problem when it is not; each problem says field, what was found, what is allowed and the fix. An open deal says what it
 * can. `timeZone` is the contract's, in which a moment becomes a day.
 */
export function readDeal(deal: CrmDeal, mapping: Mapping, timeZone: string): ReadDeal | readonly Problem[] {
  const values = valuesOf(deal, mapping);
  const { only } = mapping;
  const base = {
    id: deal.id,
    changedAt: deal.changedAt,
    ...(deal.stageSince === undefined ? {} : { stageSince: deal.stageSince }),
    ...descriptionOf(values, mapping),
  };
  if (only !== undefined && !values.all(only.field).some((one) => only.is.includes(one))) {
    return { ...base, stage: 'passed-over' };
  }
  const stage = stageOf(values, mapping);
  if (typeof stage !== 'string') return [stage];
  const investor = investorOf(values, mapping);
  const read: ReadDeal = {
    ...base,
    stage,
    ...('name' in investor ? { investor } : {}),
    ...wordOf(values, mapping),
    ...introductionOf(values, mapping, timeZone),
  };
  if (stage !== 'closed') return { ...read, ...expectedOf(values, mapping, timeZone) };
  const closing = closingOf(values, mapping, { investor, timeZone });
  return Array.isArray(closing) ? closing : { ...read, closing };
}

function descriptionOf(values: DealValues, { description: field }: Mapping): Pick<DealClosing, 'description'> {
  const description = field === undefined ? undefined : values.all(field)[0];
  return description === undefined ? {} : { description };
}

function stageOf(values: DealValues, { stage }: Mapping): DealStage | Problem {
  const found = values.all(stage.field)[0];
  for (const name of ['closed', 'open', 'reopened', 'lost'] as const) {
    if (found !== undefined && stage[name].includes(found)) return name;
  }
  if (found !== undefined && stage.otherwise === 'open') return 'open';
  return {
    field: stage.field,
    found: foundText(values.raw(stage.field)),
    allowed: `a stage of the mapping: ${[...stage.closed, ...stage.open, ...stage.reopened, ...stage.lost].join(', ')}`,
    fix: 'Put the stage into one of the lists under `stage` in the mapping, and connect again.',
  };
}

function investorOf(values: DealValues, mapping: Mapping): Investor | Problem {
  const { investor } = mapping;
  const firm = investor.firm === undefined ? undefined : values.all(investor.firm)[0];
  const name = investor.name.flatMap((path) => values.all(path)[0] ?? []).join(' ') || firm;
  const emails = [...new Set(investor.emails.flatMap((path) => values.all(path)).map((one) => one.toLowerCase()))];
  const registryIds = investor.registryIds.flatMap((path) => values.all(path)).map((one) => one.toUpperCase());
  if (name === undefined) {
    return {
      field: investor.name.join(', '),
      found: 'nothing',
      allowed: 'the name of the investor',
      fix: 'Associate the investor’s company or contact with the deal, or map the field that names it.',
    };
  }
  return {
    name,
    ...(firm === undefined || firm === name ? {} : { firm }),
    ...idsOf(values, mapping),
    // Half an address proves nothing, and is no reason to stop a closing either.
    emails: emails
      .filter((one) => address.safeParse(one).success)
      .toSorted()
      .slice(0, MOST_ADDRESSES),
    ...(registryIds.length === 0 ? {} : { registryIds: registryIds.toSorted() }),
  };
}

function idsOf(values: DealValues, { investor }: Mapping): Pick<Investor, 'crmIds' | 'mergedIds'> {
  const crmIds = [...new Set(investor.ids.flatMap((path) => values.all(path)))].toSorted();
  const merged = Object.entries(values.merged()).filter(([id]) => crmIds.includes(id));
  return { crmIds, ...(merged.length === 0 ? {} : { mergedIds: Object.fromEntries(merged) }) };
}

function wordOf(values: DealValues, { stage }: Mapping): Pick<ReadDeal, 'stageWord'> {
  const [stageWord] = values.all(stage.field);
  return stageWord === undefined ? {} : { stageWord };
}

function introductionOf(
  values: DealValues,
  { introduction }: Mapping,
  timeZone: string,
): Pick<ReadDeal, 'introduction' | 'introducedOn'> {
  if (introduction === undefined) return {};
  const mark = values.all(introduction.field).find((one) => introduction.is.includes(one));
  if (mark === undefined) return {};
  const on =
    introduction.on === undefined ? undefined : readDay(introduction.on, values.raw(introduction.on), timeZone);
  return { introduction: mark, ...(typeof on === 'string' ? { introducedOn: on } : {}) };
}

function closingOf(
  values: DealValues,
  mapping: Mapping,
  { investor, timeZone }: { investor: Investor | Problem; timeZone: string },
): DealClosing | Problem[] {
  const currency = currencyOf(values, mapping);
  const code = typeof currency === 'string' ? currency : 'USD';
  const { field, units } = mapping.amount;
  const amount = readCrmAmount({ field, units, currency: code }, values.raw(field));
  const closedOn = closedOnOf(values, mapping, timeZone);
  const problems = [investor, currency, amount, closedOn].filter(isProblem);
  if (isProblem(investor) || isProblem(amount) || typeof currency !== 'string' || typeof closedOn !== 'string') {
    return problems;
  }
  return { investor, ...amount, currency, closedOn, ...kindsOf(values, mapping), ...descriptionOf(values, mapping) };
}

function closedOnOf(values: DealValues, { closedOn }: Mapping, timeZone: string): PlainDate | Problem {
  return readDay(closedOn.field, values.raw(closedOn.field), closedOn.timeZone ?? timeZone);
}

function currencyOf(values: DealValues, { currency }: Mapping): string | Problem {
  if ('always' in currency) return currency.always;
  const found = values.all(currency.field)[0] ?? currency.otherwise;
  if (found !== undefined && isCurrency(found)) return found;
  return currencyProblem(currency.field, found);
}

function kindsOf(values: DealValues, { instrument, classes }: Mapping): Pick<DealClosing, 'instrument' | 'classes'> {
  const said = instrument === undefined ? undefined : values.all(instrument.field)[0];
  const word = said === undefined ? instrument?.otherwise : (instrument?.words?.[said] ?? said);
  const all = classes === undefined ? [] : values.all(classes.field).map((one) => classes.words?.[one] ?? one);
  return {
    ...(word === undefined ? {} : { instrument: word }),
    ...(all.length === 0 ? {} : { classes: all.toSorted() }),
  };
}

/** What an open deal would come to; nothing where its amount cannot be read, as nothing is owed on it yet. */
function expectedOf(values: DealValues, mapping: Mapping, timeZone: string): Pick<ReadDeal, 'expected'> {
  const currency = currencyOf(values, mapping);
  if (typeof currency !== 'string') return {};
  const { field, units } = mapping.amount;
  const amount = readCrmAmount({ field, units, currency }, values.raw(field));
  const closesOn = closedOnOf(values, mapping, timeZone);
  if (isProblem(amount)) return {};
  return { expected: { ...amount, currency, ...(typeof closesOn === 'string' ? { closesOn } : {}) } };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'fix' in value;
}
