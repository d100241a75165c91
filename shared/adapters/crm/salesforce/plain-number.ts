import { JsonNumber, type LosslessJson } from '../../../core/lossless-json.ts';

/** No field of Salesforce holds more; an exponent beyond it is no amount, and stays as it is. */
const MOST_SHIFTED = 30;

/**
 * A number of Salesforce with all of its digits and no more. Salesforce writes numbers as Java prints its doubles: with a
 * decimal that says nothing (`250000.0`), and from ten million on with an exponent (`1.0E7`). Both are moved as digits,
 * never through a float. Anything else stays as it is.
 * Examples: `250000.0` is `250000`; `1.23456789E7` is `12345678.9`; `1.0E-4` is `0.0001`.
 */
export function plainNumber(value: LosslessJson): LosslessJson {
  if (!(value instanceof JsonNumber)) return value;
  const parts = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(value.source);
  if (parts === null) return value;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent);
  if (Math.abs(shift) > MOST_SHIFTED) return value;
  const digits = `${'0'.repeat(MOST_SHIFTED)}${whole}${fraction}${'0'.repeat(MOST_SHIFTED)}`;
  const point = MOST_SHIFTED + whole.length + shift;
  const units = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const decimals = digits.slice(point).replace(/0+$/, '');
  return new JsonNumber(`${sign}${units}${decimals === '' ? '' : `.${decimals}`}`);
}
