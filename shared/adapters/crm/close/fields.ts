import { exponentOf, isCurrency } from '../../../core/money/currency.ts';
import { JsonNumber, memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';

export type CloseFields = Readonly<Record<string, LosslessJson>>;

/** What Close counts in cents. */
const AMOUNTS: ReadonlySet<string> = new Set([
  'value',
  'expected_value',
  'annualized_value',
  'annualized_expected_value',
]);
const PREFIX = 'custom.';

/**
 * A record's fields, with custom ones, which Close writes as `custom.cf_...` with a point in the name, under `custom`, where
 * a mapping's path finds them. What Close itself has under `custom`, by the fields' names, is deprecated and left out.
 */
export function withCustom(record: LosslessJson): CloseFields {
  const members = Object.entries(record === null || typeof record !== 'object' ? {} : record);
  const own = members.filter(([name]) => name !== 'custom' && !name.startsWith(PREFIX));
  const custom = members.filter(([name]) => name.startsWith(PREFIX));
  const byId = custom.map(([name, value]): [string, LosslessJson] => [name.slice(PREFIX.length), value]);
  return { ...Object.fromEntries(own), custom: Object.fromEntries(byId) };
}

/** A contact's fields. Close keeps addresses as `[{type, email}]`; under `email` they stand as a list of texts. */
export function contactFields(contact: LosslessJson): CloseFields {
  const emails = memberOf(contact, 'emails');
  const email = Array.isArray(emails)
    ? emails.flatMap((one: LosslessJson) => textOf(memberOf(one, 'email')) ?? [])
    : [];
  return { ...withCustom(contact), email };
}

/**
 * An opportunity's fields. An amount by the month or the year is not what was funded, and what a cent is of a currency
 * without hundredths Close does not say: such amounts stay as texts with what they are, which no mapping reads as money,
 * so that a person looks. Example: `5000` monthly is `5000 USD monthly`. Decision 0041.
 */
export function opportunityFields(opportunity: LosslessJson): CloseFields {
  const fields = withCustom(opportunity);
  const currency = textOf(fields['value_currency']) ?? '';
  const period = textOf(fields['value_period']) ?? 'one_time';
  if (period === 'one_time' && (!isCurrency(currency) || exponentOf(currency) === 2)) return fields;
  const said = Object.entries(fields).map(([name, value]): [string, LosslessJson] => [
    name,
    AMOUNTS.has(name) && value instanceof JsonNumber ? `${value.source} ${currency} ${period}` : value,
  ]);
  return Object.fromEntries(said);
}
