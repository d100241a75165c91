import { closest } from 'fastest-levenshtein';
import { exponentOf } from '../money/currency.ts';
import { parseAmount } from '../money/parse-amount.ts';
import { parseRate } from '../money/rate.ts';
import { SCALE_NAMES, SCALES, type Band, type FeeRate, type ItemRate } from './fee-rate.ts';

/** Something wrong inside a rate: where in it, what is allowed, and the fix. */
export interface RateProblem {
  readonly path: readonly (string | number)[];
  readonly allowed: string;
  readonly fix?: string;
}

const FORMS = 'a rate such as "10%", or a mapping with one of fixed, bands, scale, items, greatest, least, sum';
const SHARE = 'a rate up to 100%, such as "10%", "0.1" or "1/3"';
const KEYS = ['fixed', 'bands', 'taken', 'scale', 'items', 'greatest', 'least', 'sum'];

/**
 * Reads the rate of a fee line. Refused: shares over 100%, bands that overlap, are out of order or leave a gap, an
 * unknown scale, an empty choice. Every problem at once, each with its place.
 */
export function readFeeRate(
  value: unknown,
  currency: string,
): { rate: FeeRate } | { problems: readonly RateProblem[] } {
  const problems: RateProblem[] = [];
  const rate = read(value, currency, [], problems);
  return rate === undefined || problems.length > 0 ? { problems } : { rate };
}

type Path = readonly (string | number)[];

function read(value: unknown, currency: string, path: Path, problems: RateProblem[]): FeeRate | undefined {
  const refuse = (at: Path, allowed: string, fix?: string): undefined =>
    void problems.push({ path: at, allowed, ...(fix === undefined ? {} : { fix }) });
  if (typeof value === 'string') {
    const rate = parseRate(value);
    return rate === undefined ? refuse(path, SHARE) : { kind: 'share', rate, text: value };
  }
  if (typeof value === 'number') return refuse(path, SHARE, 'Put it in quotation marks: a number is not exact.');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return refuse(path, FORMS);
  const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
  for (const key of unknown) refuse([...path, key], FORMS, `Did you mean ${closest(key, KEYS)}?`);
  const forms = Object.keys(value).filter((key) => key !== 'taken' && KEYS.includes(key));
  const [form] = forms;
  if (form === undefined || forms.length > 1) return refuse(path, FORMS, 'Use exactly one of them.');
  const inner: unknown = Reflect.get(value, form);
  const at = [...path, form];
  if ('taken' in value && form !== 'bands') {
    refuse(
      [...path, 'taken'],
      'nothing beside a form other than bands',
      'Take it out: only bands are taken marginal or whole.',
    );
  }
  switch (form) {
    case 'fixed': {
      const parsed = parseAmount('', inner, currency);
      return 'amountMinor' in parsed
        ? { kind: 'fixed', amountMinor: parsed.amountMinor }
        : refuse(at, parsed.allowed, parsed.fix);
    }
    case 'items':
      return readItems(inner, currency, at, refuse);
    case 'scale':
      return readScale(inner, currency, at, refuse);
    case 'bands': {
      const taken: unknown = Reflect.get(value, 'taken');
      if (taken !== 'marginal' && taken !== 'whole') {
        return refuse(
          [...path, 'taken'],
          'marginal or whole',
          'Say whether each part goes at its own rate, or all at one.',
        );
      }
      const bands = readBands(inner, currency, at, problems);
      return bands === undefined ? undefined : { kind: 'bands', bands, taken };
    }
    case 'greatest':
    case 'least':
    case 'sum': {
      if (!Array.isArray(inner) || inner.length < 2) return refuse(at, 'a list of at least two rates');
      const of = inner.map((part, index) => read(part, currency, [...at, index], problems));
      return of.every((part) => part !== undefined) ? { kind: form, of } : undefined;
    }
    default:
      return refuse(path, FORMS);
  }
}

function readItems(
  value: unknown,
  currency: string,
  at: Path,
  refuse: (at: Path, allowed: string, fix?: string) => undefined,
): FeeRate | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length === 0) {
    return refuse(at, 'a mapping from each counted thing to its amount, such as hours: "250.00"');
  }
  const items = Object.entries(value).map(([item, said]: [string, unknown]): ItemRate | undefined => {
    const long = said !== null && typeof said === 'object';
    const each: unknown = long ? Reflect.get(said, 'each') : said;
    const above: unknown = long ? Reflect.get(said, 'above') : '0';
    const parsed = parseAmount('', each, currency);
    for (const key of long ? Object.keys(said) : []) {
      if (key !== 'each' && key !== 'above')
        refuse([...at, item, key], 'the keys each, above', `Did you mean ${closest(key, ['each', 'above'])}?`);
    }
    if (!('amountMinor' in parsed)) return refuse([...at, item], parsed.allowed, parsed.fix);
    if (typeof above !== 'string' || !/^\d+(\.\d{1,4})?$/.test(above)) {
      return refuse([...at, item, 'above'], 'a count in quotation marks, such as "60"');
    }
    return { item, eachMinor: parsed.amountMinor, above };
  });
  return items.every((item) => item !== undefined) ? { kind: 'items', items } : undefined;
}

function readScale(
  name: unknown,
  currency: string,
  at: Path,
  refuse: (at: Path, allowed: string, fix?: string) => undefined,
): FeeRate | undefined {
  const known = SCALE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) {
    const near = typeof name === 'string' ? `Did you mean ${closest(name, SCALE_NAMES)}?` : undefined;
    return refuse(at, `one of ${SCALE_NAMES.join(', ')}`, near);
  }
  const million = 1_000_000n * 10n ** BigInt(exponentOf(currency));
  const texts = SCALES[known];
  const bands = texts.flatMap((text, index): Band[] => {
    const rate = parseRate(text);
    const isLast = index === texts.length - 1;
    return rate === undefined ? [] : [{ upToMinor: isLast ? undefined : million * BigInt(index + 1), rate, text }];
  });
  return { kind: 'bands', bands, taken: 'marginal', name: known };
}

function readBands(value: unknown, currency: string, at: Path, problems: RateProblem[]): Band[] | undefined {
  const before = problems.length;
  const refuse = (path: Path, allowed: string, fix?: string): void =>
    void problems.push({ path, allowed, ...(fix === undefined ? {} : { fix }) });
  if (!Array.isArray(value) || value.length === 0) {
    refuse(at, 'a list of bands, each with upTo and rate; the last without upTo');
    return undefined;
  }
  let floor = 0n;
  const bands = value.map((band: unknown, index): Band => {
    const path = [...at, index];
    const { upTo, rate } = readBand(band, currency, path, refuse);
    const isLast = index === value.length - 1;
    if (isLast && upTo !== undefined) {
      refuse(
        [...path, 'upTo'],
        'nothing on the last band',
        'Let the last band be open, at "0%" if nothing is owed above.',
      );
    }
    const isOpen: boolean = Reflect.get(Object(band), 'upTo') === undefined;
    if (!isLast && isOpen) refuse([...path, 'upTo'], 'the amount up to which the band goes');
    if (upTo !== undefined && upTo <= floor) {
      refuse([...path, 'upTo'], 'more than the band before it', 'Put the bands in order, so that they do not overlap.');
    }
    floor = upTo ?? floor;
    return { upToMinor: upTo, ...rate };
  });
  return problems.length > before ? undefined : bands;
}

function readBand(
  band: unknown,
  currency: string,
  path: Path,
  refuse: (path: Path, allowed: string, fix?: string) => void,
): { upTo: bigint | undefined; rate: Pick<Band, 'rate' | 'text'> } {
  const nothing = { upTo: undefined, rate: { rate: { numerator: 0n, denominator: 1n }, text: '' } };
  if (band === null || typeof band !== 'object' || Array.isArray(band)) {
    refuse(path, 'a mapping with upTo and rate');
    return nothing;
  }
  for (const key of Object.keys(band)) {
    if (key !== 'upTo' && key !== 'rate')
      refuse([...path, key], 'the keys upTo, rate', `Did you mean ${closest(key, ['upTo', 'rate'])}?`);
  }
  const text: unknown = Reflect.get(band, 'rate');
  const rate = typeof text === 'string' ? parseRate(text) : undefined;
  if (rate === undefined || typeof text !== 'string') {
    refuse(
      [...path, 'rate'],
      SHARE,
      ...(typeof text === 'number' ? ['Put it in quotation marks: a number is not exact.'] : []),
    );
    return nothing;
  }
  const limit: unknown = Reflect.get(band, 'upTo');
  if (limit === undefined) return { upTo: undefined, rate: { rate, text } };
  const parsed = parseAmount('', limit, currency);
  if ('amountMinor' in parsed) return { upTo: parsed.amountMinor, rate: { rate, text } };
  refuse([...path, 'upTo'], parsed.allowed, parsed.fix);
  return nothing;
}
