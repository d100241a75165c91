/** How an investor of a closing may be the one who was introduced, strongest first. */
export const MATCH_KINDS = ['crm-id', 'email', 'registry-number', 'domain', 'name', 'affiliate'] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

/** By which rules a fee line says whose introduction a closing came from. */
export interface AttributionRules {
  readonly clause?: string;
  /** What proves an introduction by itself. */
  readonly proves: readonly MatchKind[];
  /** What makes it a question for a person; whatever is in neither list counts for nothing. */
  readonly asks: readonly MatchKind[];
  /** Before what an introduction has to be on record: the first report of the closing, or of the funding as open. */
  readonly recordedBefore: 'closing' | 'open-funding';
  /** Whose it is when several people introduced the investor; `split` shares the fee among them. */
  readonly several: 'ask' | 'first' | 'latest' | 'split';
  /** An investor whom the client says it knew before the introduction. */
  readonly knownToClient: {
    readonly outcome: 'ask' | 'earns' | 'earns-nothing';
    /** A contact longer before the introduction than this is too old to count; undefined is that all count. */
    readonly withinMonths?: number;
  };
}

/** The rules of a line that states none: what is not sure is a question. Source: design.md section 5.5. */
export const DEFAULT_RULES: AttributionRules = {
  proves: ['crm-id', 'email'],
  asks: ['registry-number', 'domain', 'name', 'affiliate'],
  recordedBefore: 'closing',
  several: 'ask',
  knownToClient: { outcome: 'ask' },
};

/** How the client is told of introductions, what it may say, and what its silence says. */
export interface IntroductionTerms {
  readonly clause: string;
  /** By a notice of its own, or by the statement of the month alone. */
  readonly told: 'by-notice' | 'by-statement';
  /** How long the client may object, from the day after the one on which it was told; undefined is without end. */
  readonly objectionDays?: number;
  /** What it means that the client said nothing in that time. */
  readonly silence: 'accepted' | 'disputed';
  /** Whether an introduction earns while the client may still object. */
  readonly whileOpen: 'earns' | 'waits';
  /** The people whose ruling ends a dispute; empty is whoever may approve. */
  readonly rulingBy: readonly string[];
  /** How many days before a tail ends both parties are told. */
  readonly tailWarningDays: readonly number[];
}

/** Without terms of its own: told by the statement, an objection at any time, and silence says nothing. */
export const NO_INTRODUCTION_TERMS: IntroductionTerms = {
  clause: '',
  told: 'by-statement',
  silence: 'accepted',
  whileOpen: 'earns',
  rulingBy: [],
  tailWarningDays: [],
};
