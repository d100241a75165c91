import type { Instant } from '../../../core/calendar/instant.ts';
import { readMoment } from '../../../core/crm/deal-values.ts';
import { JsonNumber, memberOf, textOf, type LosslessJson } from '../../../core/lossless-json.ts';
import type { AttioRecord } from './api.ts';

type Members = Readonly<Record<string, LosslessJson>>;

/**
 * A record's attributes as a mapping names them: by Attio's own words without the lists around them. Attio gives each
 * attribute as a list of values; one value stands for itself, and of several each word has the list of theirs.
 * Example: `stage.status.title`, `value.currency_value`, `email_addresses.email_address` (all of them).
 */
export function attributesOf({ values }: AttioRecord): Members {
  const all = membersOf(values);
  const read = Object.entries(all).flatMap(([name, list]): [string, LosslessJson][] =>
    Array.isArray(list) && list.length > 0 ? [[name, together(list)]] : [],
  );
  return Object.fromEntries(read);
}

/** Several values as one: mappings word by word, everything else as the list that it is. */
function together(list: readonly LosslessJson[]): LosslessJson {
  const [first = null] = list;
  if (list.length === 1) return first;
  if (!list.every((one) => isMapping(one))) return list;
  const words = new Set(list.flatMap((one) => Object.keys(membersOf(one))));
  return Object.fromEntries(
    [...words].map((word) => [word, together(list.flatMap((one) => memberOf(one, word) ?? []))]),
  );
}

/** Every value that an attribute has. */
export function valuesAt({ values }: AttioRecord, attribute: string): readonly LosslessJson[] {
  const list = memberOf(values, attribute);
  return Array.isArray(list) ? list : [];
}

/** The ids of the records that an attribute refers to. */
export function referredBy(record: AttioRecord, attribute: string): string[] {
  return valuesAt(record, attribute).flatMap((value) => textOf(memberOf(value, 'target_record_id')) ?? []);
}

/** Since when an attribute says what it says. */
export function sinceOf(record: AttioRecord, attribute: string): Instant | undefined {
  return valuesAt(record, attribute)
    .flatMap((value) => readMoment(memberOf(value, 'active_from')) ?? [])
    .toSorted()
    .at(-1);
}

/** When a record last changed: Attio does not say; each of its values says since when it is there. */
export function changedAtOf(record: AttioRecord): Instant {
  const moments = Object.keys(membersOf(record.values)).flatMap((attribute) => sinceOf(record, attribute) ?? []);
  return [readMoment(record.createdAt) ?? '1970-01-01T00:00:00.000Z', ...moments].toSorted().at(-1) ?? '';
}

function isMapping(json: LosslessJson): json is Members {
  return json !== null && typeof json === 'object' && !Array.isArray(json) && !(json instanceof JsonNumber);
}

function membersOf(json: LosslessJson): Members {
  return isMapping(json) ? json : {};
}
