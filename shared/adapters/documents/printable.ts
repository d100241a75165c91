/** Line breaks, tabs, escapes and NULs of every kind: a name or description is one line of text. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Invisible marks that turn the direction of what follows: they can make `1.000` look like `000.1`. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** The space of `USD 2,000.00`: a line never ends between a currency and its amount. */
const MONEY_SPACE = /(?<=\b[A-Z]{3}) (?=\u2212?\d)/g;

/**
 * The same data with every text in it made fit to print: control characters become a space, marks that reorder text
 * go, halves of broken characters become U+FFFD, letters and their accents are put together (NFC), a currency and its
 * amount stay on one line (U+00A0 between them). Everything else stays as it was sent. Example: `"Acme\r\nBcc: x"` becomes `"Acme Bcc: x"`.
 */
export function printable<T>(value: T): T {
  // The shape is kept and text stays text, so that what comes out is a T again.
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') {
    return value
      .toWellFormed()
      .normalize('NFC')
      .replace(CONTROLS, ' ')
      .replace(DIRECTION_MARKS, '')
      .replace(MONEY_SPACE, '\u00a0')
      .trim();
  }
  if (Array.isArray(value)) return value.map(clean);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  }
  return value;
}
