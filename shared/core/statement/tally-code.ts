import { hashOf } from '../json.ts';
import type { Statement } from './statement.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The code printed on both halves: the first 80 bits of the SHA-256 of the canonical data, in Crockford's base 32,
 * in four groups. Anybody with the data can work it out again; another figure anywhere gives another code.
 */
export function tallyCode(data: Omit<Statement, 'tallyCode'>): string {
  let bits = BigInt(`0x${hashOf(data).slice(0, 20)}`);
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    text = `${CROCKFORD.charAt(Number(bits & 31n))}${text}`;
    bits >>= 5n;
  }
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
