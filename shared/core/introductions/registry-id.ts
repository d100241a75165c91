/**
 * True for a number in a public register: an LEI (ISO 17442, with its check digits) as `LEI:5493001KJTIIGC8Y1R12`, or a
 * company's number after the jurisdiction of its register (ISO 3166-1 or 3166-2), as `GB:01234567` or `US-DE:1234567`.
 */
export function isRegistryId(id: string): boolean {
  const lei = /^LEI:([A-Z0-9]{18}\d{2})$/.exec(id)?.[1];
  if (lei !== undefined) return remainderOf97(lei) === 1n;
  return !id.startsWith('LEI') && /^[A-Z]{2}(-[A-Z0-9]{1,3})?:[A-Z0-9][A-Z0-9./ -]{0,39}$/.test(id);
}

/** ISO 7064 MOD 97-10: letters count 10 to 35. */
function remainderOf97(text: string): bigint {
  return BigInt(Array.from(text, (letter) => Number.parseInt(letter, 36)).join('')) % 97n;
}
