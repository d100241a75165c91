/** Something that must never be in a log. */
export interface Canary {
  /** What it is, for whoever has to find the line that let it out. */
  readonly what: string;
  readonly pattern: RegExp;
}

/** Names, words of bodies: text that the tests put into contracts, webhooks, records and mails on purpose. */
const WORDS = [
  'Canary',
  'Dana',
  'Whitfield',
  'Harbor Ridge',
  'Harbor Point',
  'Ellen Marsh',
  'Eugene Chiaramonte',
  'Patrick M. Rost',
  'PMR and Associates',
  'The Auxer Group',
  'Galesi Drive',
  'Meadow Partners',
  'Juniper Partners',
  'Sam Okafor',
  'Mary Cole',
];

/** Amounts that the tests have closed, invoiced or paid: minor units, and major units as people write them. */
const AMOUNTS = [
  '25000000',
  '2500000',
  '876543',
  '8765.43',
  '98765.43',
  '9876543',
  '987654.32',
  '98765432',
  '250000.00',
];

/**
 * All that is looked for. Amounts stand alone, so that the middle of a time stamp or of an id is none; an address is one
 * whoever's it is, and a number with commas is an amount whatever it counts.
 */
export const CANARIES: readonly Canary[] = [
  ...WORDS.map((word) => ({ what: `the name ${word}`, pattern: new RegExp(escaped(word), 'i') })),
  ...AMOUNTS.map((amount) => ({
    what: `the amount ${amount}`,
    pattern: new RegExp(String.raw`(?<![\w.-])${escaped(amount)}(?![\w-]|\.\d)`),
  })),
  { what: 'an amount with commas', pattern: /(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\w,])/ },
  { what: 'an e-mail address', pattern: /[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/i },
  { what: 'a field of minor units', pattern: /"\w*Minor\\*"\s*:/ },
  { what: 'a field of a body', pattern: /"(?:body|rawBody|base64|investor|amount|subject)\\*"\s*:/ },
];

/** The first canary of each kind in one line of a log. */
export function canariesIn(line: string): readonly string[] {
  return CANARIES.filter(({ pattern }) => pattern.test(line)).map(({ what }) => what);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
