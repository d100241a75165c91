/**
 * What agreements of this shape leave unsaid, as questions. A contract file answers each with a reading; `tallystick
 * lint` prints the answers and names every question that nobody has answered. Source: design.md section 1.
 */
export const SILENCES = {
  'retainer-timing': 'Is the retainer paid in advance or in arrears, and when is the first one?',
  'after-minimum-term': 'Does the retainer go on after the minimum term?',
  notice: 'How does a party end the agreement, and with what notice?',
  'early-end': 'Does an early end make the rest of the minimum due at once?',
  proration: 'Is a last, incomplete period billed in full or by days?',
  'due-days': 'How many days after it accrues is an amount due?',
  'time-zone': 'In which place are the dates of the agreement read?',
  debt: 'Does debt count as funding?',
  'committed-or-drawn': 'Is the fee on what is committed, or on what is drawn?',
  'gross-or-net': 'Is the fee on gross funding, or net of costs?',
  'non-cash': 'Does funding in kind count, and how is the fee on it paid?',
  'follow-on-rounds': 'Do later rounds by the same investor earn the fee?',
  'second-hand-introductions': 'Does an introduction by somebody whom the consultant introduced count?',
  objections: 'How may the client object to an introduction, and within how long?',
  'known-investors': 'Does an investor whom the client knew already earn the fee?',
  tail: 'How long after the end does an introduction still earn?',
  rounding: 'How is a fee that does not come out even rounded?',
} as const;

export type SilenceKey = keyof typeof SILENCES;

/** The question that a reading answers: a silence that the trade knows, or one of this agreement. */
export function questionOf({
  silence,
  question = '',
}: {
  readonly silence?: SilenceKey;
  readonly question?: string;
}): string {
  return silence === undefined ? question : SILENCES[silence];
}

export const SILENCE_KEYS = Object.keys(SILENCES) as SilenceKey[];
