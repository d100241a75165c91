import { hashOf } from '../json.ts';
import type { Statement } from './statement.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The code printed on both halves: the first 80 bits of the SHA-256 of the canonical data, in Crockford's base 32,
 * in four groups. Anybody with the data can work it out again; another figure anywhere gives another code. How Stripe and
 * the books last compared does not count: that is no part of the books, and a run that was interrupted looks later.
 */
export function tallyCode(data: Omit<Statement, 'tallyCode'>): string {
  const { compared: _, ...books } = data;
  let bits = BigInt(`0x${hashOf(books).slice(0, 20)}`);
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    text = `${CROCKFORD.charAt(Number(bits & 31n))}${text}`;
    bits >>= 5n;
  }
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
