import { closest } from 'fastest-levenshtein';
import { parseAmount } from '../money/parse-amount.ts';
import { parseRate, type Rate } from '../money/rate.ts';
import { SCALE_NAMES, SCALES, type Band, type FeeRate, type ItemRate } from './fee-rate.ts';

/** Something wrong inside a rate: where in it, what is allowed, and the fix. */
export interface RateProblem {
  readonly path: readonly (string | number)[];
  readonly allowed: string;
  readonly fix?: string;
}

const FORMS = ['fixed', 'bands', 'scale', 'items', 'greatest', 'least', 'sum'] as const;
const KEYS = [...FORMS, 'taken'];
const ITEM_KEYS = ['each', 'above'];
const BAND_KEYS = ['upTo', 'rate'];
const A_RATE = `a rate such as "10%", or a mapping with one of ${FORMS.join(', ')}`;
const A_SHARE = 'a rate up to 100%, such as "10%", "0.1" or "1/3"';

type Path = RateProblem['path'];
type Refuse = (path: Path, allowed: string, fix?: string) => undefined;

interface Reader {
  readonly currency: string;
  readonly refuse: Refuse;
}

/**
 * Reads the rate of a fee line. Refused: shares over 100%, bands that overlap, are out of order or leave a gap, an
 * unknown scale, an empty choice. Every problem at once, each with its place.
 */
export function readFeeRate(
  value: unknown,
  currency: string,
): { rate: FeeRate } | { problems: readonly RateProblem[] } {
  const problems: RateProblem[] = [];
  const refuse: Refuse = (path, allowed, fix) =>
    void problems.push(fix === undefined ? { path, allowed } : { path, allowed, fix });
  const rate = readRate(value, [], { currency, refuse });
  return rate === undefined || problems.length > 0 ? { problems } : { rate };
}

/** What is refused inside is left out here: a single problem refuses the whole. */
function readRate(value: unknown, path: Path, reader: Reader): FeeRate | undefined {
  const { refuse } = reader;
  if (typeof value === 'string' || typeof value === 'number') {
    const share = readShare(value, path, refuse);
    return share && { kind: 'share', ...share };
  }
  if (!isMapping(value)) return refuse(path, A_RATE);
  for (const key of keysBeside(value, KEYS)) refuse([...path, key], A_RATE, nearest(key, KEYS));
  const [form, another] = FORMS.filter((key) => key in value);
  if (form === undefined || another !== undefined) return refuse(path, A_RATE, 'Use exactly one of them.');
  if ('taken' in value && form !== 'bands') {
    refuse(
      [...path, 'taken'],
      'nothing beside a form other than bands',
      'Take it out: only bands are taken marginal or whole.',
    );
  }
  return readForm(form, value, { path, reader });
}

function readForm(
  form: (typeof FORMS)[number],
  mapping: Record<string, unknown>,
  { path, reader }: { readonly path: Path; readonly reader: Reader },
): FeeRate | undefined {
  const value = mapping[form];
  const at = [...path, form];
  switch (form) {
    case 'fixed': {
      const amountMinor = readAmount(value, at, reader);
      return amountMinor === undefined ? undefined : { kind: 'fixed', amountMinor };
    }
    case 'items':
      return readItems(value, at, reader);
    case 'scale':
      return readScale(value, at, reader);
    case 'bands': {
      const { taken } = mapping;
      if (taken === 'marginal' || taken === 'whole')
        return { kind: 'bands', bands: readBands(value, at, reader), taken };
      return reader.refuse(
        [...path, 'taken'],
        'marginal or whole',
        'Say whether each part goes at its own rate, or all at one.',
      );
    }
    case 'greatest':
    case 'least':
    case 'sum':
      if (!Array.isArray(value) || value.length < 2) return reader.refuse(at, 'a list of at least two rates');
      return { kind: form, of: value.flatMap((part, index) => readRate(part, [...at, index], reader) ?? []) };
    default:
      return form satisfies never;
  }
}

function readItems(value: unknown, at: Path, reader: Reader): FeeRate | undefined {
  if (!isMapping(value) || Object.keys(value).length === 0) {
    return reader.refuse(at, 'a mapping from each counted thing to its amount, such as hours: "250.00"');
  }
  const items = Object.entries(value).flatMap(([item, said]): ItemRate[] => {
    const path = [...at, item];
    const { each, above, ...others } = isMapping(said) ? said : { each: said, above: '0' };
    for (const key of Object.keys(others))
      reader.refuse([...path, key], 'the keys each, above', nearest(key, ITEM_KEYS));
    const eachMinor = readAmount(each, path, reader);
    if (eachMinor === undefined) return [];
    if (typeof above === 'string' && /^\d+(\.\d{1,4})?$/.test(above)) return [{ item, eachMinor, above }];
    return reader.refuse([...path, 'above'], 'a count in quotation marks, such as "60"') ?? [];
  });
  return { kind: 'items', items };
}

/** A scale of the trade is a short way to write bands: steps of one million, the last rate on all above. */
function readScale(value: unknown, at: Path, reader: Reader): FeeRate | undefined {
  const name = SCALE_NAMES.find((candidate) => candidate === value);
  if (name === undefined) {
    const fix = typeof value === 'string' ? nearest(value, SCALE_NAMES) : undefined;
    return reader.refuse(at, `one of ${SCALE_NAMES.join(', ')}`, fix);
  }
  const bands = SCALES[name].map((rate, index, { length }) =>
    index === length - 1 ? { rate } : { upTo: `${index + 1}000000`, rate },
  );
  return { kind: 'bands', bands: readBands(bands, at, reader), taken: 'marginal', name };
}

function readBands(value: unknown, at: Path, reader: Reader): Band[] {
  const { refuse } = reader;
  if (!Array.isArray(value) || value.length === 0) {
    return refuse(at, 'a list of bands, each with upTo and rate; the last without upTo') ?? [];
  }
  let floorMinor = 0n;
  return value.flatMap((band: unknown, index): Band[] => {
    const path = [...at, index];
    if (!isMapping(band)) return refuse(path, 'a mapping with upTo and rate') ?? [];
    const { upTo, rate, ...others } = band;
    for (const key of Object.keys(others)) refuse([...path, key], 'the keys upTo, rate', nearest(key, BAND_KEYS));
    const isLast = index === value.length - 1;
    const upToMinor = readLimit(upTo, [...path, 'upTo'], { isLast, floorMinor, reader });
    floorMinor = upToMinor ?? floorMinor;
    const share = readShare(rate, [...path, 'rate'], refuse);
    return share === undefined ? [] : [{ upToMinor, ...share }];
  });
}

function readLimit(
  value: unknown,
  at: Path,
  { isLast, floorMinor, reader }: { readonly isLast: boolean; readonly floorMinor: bigint; readonly reader: Reader },
): bigint | undefined {
  const { refuse } = reader;
  if (value === undefined) return isLast ? undefined : refuse(at, 'the amount up to which the band goes');
  if (isLast)
    return refuse(at, 'nothing on the last band', 'Let the last band be open, at "0%" if nothing is owed above.');
  const upToMinor = readAmount(value, at, reader);
  if (upToMinor === undefined || upToMinor > floorMinor) return upToMinor;
  return refuse(at, 'more than the band before it', 'Put the bands in order, so that they do not overlap.');
}

function readShare(value: unknown, at: Path, refuse: Refuse): { rate: Rate; text: string } | undefined {
  if (typeof value === 'number') return refuse(at, A_SHARE, 'Put it in quotation marks: a number is not exact.');
  const text = typeof value === 'string' ? value : '';
  const rate = parseRate(text);
  return rate === undefined ? refuse(at, A_SHARE) : { rate, text };
}

function readAmount(value: unknown, at: Path, { currency, refuse }: Reader): bigint | undefined {
  const parsed = parseAmount(at.join('.'), value, currency);
  return 'amountMinor' in parsed ? parsed.amountMinor : refuse(at, parsed.allowed, parsed.fix);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysBeside(mapping: object, known: readonly string[]): string[] {
  return Object.keys(mapping).filter((key) => !known.includes(key));
}

function nearest(key: string, known: readonly string[]): string {
  return `Did you mean ${closest(key, known)}?`;
}
