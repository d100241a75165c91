import { closest } from 'fastest-levenshtein';
import { parseAmount } from '../money/parse-amount.ts';
import { parseRate, type Rate } from '../money/rate.ts';
import { SCALE_NAMES, SCALES, type Band, type FeeRate, type ItemRate, type ShareBand } from './fee-rate.ts';

/** Something wrong inside a rate: where in it, what is allowed, and the fix. */
export interface RateProblem {
  readonly path: readonly (string | number)[];
  readonly allowed: string;
  readonly fix?: string;
}

const FORMS = ['fixed', 'bands', 'scale', 'forEach', 'items', 'greatest', 'least', 'sum'] as const;
/** What stands beside a form, and beside which one. */
const BESIDE = { taken: 'bands', step: 'scale', pays: 'forEach' } as const;
const KEYS = [...FORMS, ...Object.keys(BESIDE)];
const ITEM_KEYS = ['each', 'above'];
const BAND_KEYS = ['upTo', 'rate', 'fixed'];
const WHY = {
  bands: 'only bands are taken marginal or whole',
  scale: 'only a scale has steps of a width',
  forEach: 'only forEach pays so much each time',
} as const;
const A_RATE = `a rate such as "10%", or a mapping with one of ${FORMS.join(', ')}`;
const A_SHARE = 'a rate up to 100%, such as "10%", "0.1" or "1/3"';

type Path = RateProblem['path'];
type Refuse = (path: Path, allowed: string, fix?: string) => undefined;

/** Where in the file a form stands. */
interface Place {
  readonly path: Path;
  readonly reader: Reader;
}

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
  for (const [key, owner] of Object.entries(BESIDE)) {
    if (key in value && form !== owner) {
      refuse([...path, key], `nothing beside a form other than ${owner}`, `Take it out: ${WHY[owner]}.`);
    }
  }
  return readForm(form, value, { path, reader });
}

function readForm(
  form: (typeof FORMS)[number],
  mapping: Record<string, unknown>,
  { path, reader }: Place,
): FeeRate | undefined {
  const value = mapping[form];
  const at = [...path, form];
  switch (form) {
    case 'fixed': {
      const amount = readAmount(value, at, reader);
      return amount && { kind: 'fixed', ...amount };
    }
    case 'items':
      return readItems(value, at, reader);
    case 'scale':
      return readScale(value, mapping['step'], { path, reader });
    case 'forEach':
      return readForEach(value, mapping['pays'], { path, reader });
    case 'bands': {
      const { taken } = mapping;
      if (taken !== 'marginal' && taken !== 'whole') {
        const fix = 'Say whether each part goes at its own rate, or all at one.';
        return reader.refuse([...path, 'taken'], 'marginal or whole', fix);
      }
      if (taken === 'whole') {
        const bands = readBands(value, at, reader);
        return bands && { kind: 'bands', bands, taken };
      }
      const bands = readShareBands(value, at, reader);
      return bands && { kind: 'bands', bands, taken };
    }
    case 'greatest':
    case 'least':
    case 'sum':
      if (!Array.isArray(value) || value.length < 2) return reader.refuse(at, 'a list of at least two rates');
      return { kind: form, of: kept(value.map((part, index) => readRate(part, [...at, index], reader))) };
    default:
      return form satisfies never;
  }
}

function readItems(value: unknown, at: Path, reader: Reader): FeeRate | undefined {
  if (!isMapping(value) || Object.keys(value).length === 0) {
    return reader.refuse(at, 'a mapping from each counted thing to its amount, such as hours: "250.00"');
  }
  const items = Object.entries(value).map(([item, said]): ItemRate | undefined => {
    const path = [...at, item];
    const { each, above, ...others } = isMapping(said) ? said : { each: said, above: '0' };
    for (const key of Object.keys(others))
      reader.refuse([...path, key], 'the keys each, above', nearest(key, ITEM_KEYS));
    const amount = readAmount(each, path, reader);
    if (typeof above !== 'string' || !/^\d+(\.\d{1,4})?$/.test(above)) {
      return reader.refuse([...path, 'above'], 'a count in quotation marks, such as "60"');
    }
    return amount && { item, eachMinor: amount.amountMinor, above };
  });
  return { kind: 'items', items: kept(items) };
}

/** A scale of the trade is a short way to write bands: its rates on steps of one width, the last rate on all above. */
function readScale(value: unknown, step: unknown, { path, reader }: Place): FeeRate | undefined {
  const name = SCALE_NAMES.find((candidate) => candidate === value);
  if (name === undefined) {
    const fix = typeof value === 'string' ? nearest(value, SCALE_NAMES) : undefined;
    return reader.refuse([...path, 'scale'], `one of ${SCALE_NAMES.join(', ')}`, fix);
  }
  const scale = SCALES[name];
  const width = readAboveZero(step ?? scale.step, [...path, 'step'], reader);
  if (width === undefined) return undefined;
  const bands = scale.rates.map((text, index, { length }): ShareBand | undefined => {
    const share = readShare(text, path, reader.refuse);
    return share && { upToMinor: index === length - 1 ? undefined : width * BigInt(index + 1), ...share };
  });
  return { kind: 'bands', bands: kept(bands), taken: 'marginal', name: step === undefined ? name : `${name} by steps` };
}

/** So much for each full part of the amount: `{ forEach: '100000.00', pays: '5000.00' }`. */
function readForEach(value: unknown, pays: unknown, { path, reader }: Place): FeeRate | undefined {
  const eachMinor = readAboveZero(value, [...path, 'forEach'], reader);
  const paid = readAmount(pays, [...path, 'pays'], reader);
  if (eachMinor === undefined || paid === undefined) return undefined;
  return { kind: 'per', eachMinor, fixedMinor: paid.amountMinor };
}

function readAboveZero(value: unknown, at: Path, reader: Reader): bigint | undefined {
  const amount = readAmount(value, at, reader);
  if (amount === undefined || amount.amountMinor > 0n) return amount?.amountMinor;
  return reader.refuse(at, 'an amount above zero');
}

function readShareBands(value: unknown, at: Path, reader: Reader): ShareBand[] | undefined {
  const bands = readBands(value, at, reader);
  return bands && kept(bands.map((band, index) => ('rate' in band ? band : fixedInMarginal([...at, index], reader))));
}

function fixedInMarginal(at: Path, { refuse }: Reader): undefined {
  return refuse(
    [...at, 'fixed'],
    'a rate in bands that are taken marginal',
    'Take the bands whole, or add the amount with sum: [{ fixed: ... }, { bands: ... }].',
  );
}

function readBands(value: unknown, at: Path, reader: Reader): Band[] | undefined {
  const { refuse } = reader;
  if (!Array.isArray(value) || value.length === 0) {
    return refuse(at, 'a list of bands, each with upTo and rate; the last without upTo');
  }
  let floorMinor = 0n;
  const bands = value.map((band: unknown, index): Band | undefined => {
    const path = [...at, index];
    if (!isMapping(band)) return refuse(path, 'a mapping with upTo and rate');
    const { upTo, rate, fixed, ...others } = band;
    for (const key of Object.keys(others))
      refuse([...path, key], 'the keys upTo, rate, fixed', nearest(key, BAND_KEYS));
    const isLast = index === value.length - 1;
    const upToMinor = readLimit(upTo, [...path, 'upTo'], { isLast, floorMinor, reader });
    floorMinor = upToMinor ?? floorMinor;
    if (fixed !== undefined && rate === undefined) {
      const amount = readAmount(fixed, [...path, 'fixed'], reader);
      return amount && typeof fixed === 'string'
        ? { upToMinor, fixedMinor: amount.amountMinor, text: fixed }
        : undefined;
    }
    if (fixed !== undefined) refuse([...path, 'fixed'], 'either rate or fixed', 'Keep one of the two.');
    const share = readShare(rate, [...path, 'rate'], refuse);
    return share && { upToMinor, ...share };
  });
  return kept(bands);
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
  const amount = readAmount(value, at, reader);
  if (amount === undefined || amount.amountMinor > floorMinor) return amount?.amountMinor;
  return refuse(at, 'more than the band before it', 'Put the bands in order, so that they do not overlap.');
}

function readShare(value: unknown, at: Path, refuse: Refuse): { rate: Rate; text: string } | undefined {
  if (typeof value !== 'string') {
    const fix = typeof value === 'number' ? 'Put it in quotation marks: a number is not exact.' : undefined;
    return refuse(at, A_SHARE, fix);
  }
  const rate = parseRate(value);
  return rate === undefined ? refuse(at, A_SHARE, asRate(value)) : { rate, text: value };
}

/** What was most likely meant: a scale by its name, or a percentage in words. */
function asRate(written: string): string | undefined {
  const name = SCALE_NAMES.find((one) => one === written.trim().toLowerCase().replaceAll(' ', '-'));
  if (name !== undefined) return `Write { scale: ${name} }.`;
  const percent = /^([\d.]+) *(percent|per cent|pct)$/i.exec(written.trim())?.[1];
  return percent === undefined ? undefined : `Write "${percent}%".`;
}

function readAmount(value: unknown, at: Path, { currency, refuse }: Reader): { amountMinor: bigint } | undefined {
  const parsed = parseAmount(at.join('.'), value, currency);
  return 'amountMinor' in parsed ? parsed : refuse(at, parsed.allowed, parsed.fix);
}

/** The parts that could be read; the problems of the others are on the list, and refuse the whole. */
function kept<T>(parts: readonly (T | undefined)[]): T[] {
  return parts.filter((part) => part !== undefined);
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
