import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { CrmFacts } from './crm-facts.ts';
import type { DisputeFacts } from './dispute-facts.ts';
import type { IntroductionFacts } from './introduction-facts.ts';
import type { Investor } from './investor.ts';
import type { StripeFacts } from './stripe-facts.ts';

export interface ClosingState {
  /** Our own id of the closing, such as `closing-0001`; the CRM's id is an alias of it. */
  readonly closing: string;
  readonly externalId: string;
  readonly investor: Investor;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly closedOn: PlainDate;
  /** What was bought or lent, such as `equity` or `senior-debt`; a fee line may ask for it. */
  readonly instrument?: string;
  /** What kind of investor it is, such as `company-introduced` or `insider`; a fee line may ask for it. */
  readonly classes?: readonly string[];
  readonly description?: string;
  /** What comes off before a fee on the net is worked out. */
  readonly deductionsMinor?: bigint;
  /** What other finders and agents are paid for the same closing. */
  readonly paidToOthersMinor?: bigint;
  /** Counted things by name, as decimal strings, such as `{ hours: '68' }` or `{ shares: '6000000' }`. */
  readonly quantities?: Readonly<Record<string, string>>;
  /** What one unit is worth on the day, in major units, such as `{ shares: '0.80' }`. */
  readonly prices?: Readonly<Record<string, string>>;
  /** When the source says that it said so; later ones replace earlier ones, in whatever order they arrive. */
  readonly reportedAt: Instant;
  /** Closings on record that it looked like when it was first reported; a person says whether it is one of them. */
  readonly like?: readonly string[];
}

/** Anything else that terms may be about: funds received, a hire that starts, hours worked, an expense claimed. */
export interface EventState extends ClosingState {
  /** The name that the contract file's triggers use, such as `funds-received`. */
  readonly kind: string;
  /** Our id of the happening that this one is about, such as the hire who left. */
  readonly about?: string;
  /** Who approved it beforehand, where terms ask for that. */
  readonly approvedBy?: string;
  /** True when a receipt is attached. */
  readonly receipt?: boolean;
}

export type PartyRole = 'client' | 'consultant';
export type MailEvent = 'sent' | 'delivered' | 'bounced' | 'complained' | 'rejected';

/** What happened, by type. Past tense; never edited; corrected by a later fact. */
export interface FactData extends CrmFacts, DisputeFacts, IntroductionFacts, StripeFacts {
  TermsAdopted: { version: number; effectiveOn: PlainDate; termsHash: string; rules: string };
  RulesAdopted: { rules: string; by: string; reason: string };
  /** `party` is who ended it, where terms ask for that. */
  ContractEnded: { endsOn: PlainDate; by: string; reason: string; party?: PartyRole; forCause?: boolean };
  /** From which day the agreement ends follows from its terms of notice. */
  NoticeGiven: { noticeOn: PlainDate; party: PartyRole; by: string; reason: string; forCause?: boolean };
  /** The agreement rests from the first day to the last; periods in it are not owed. */
  PauseRecorded: { pause: string; from: PlainDate; to: PlainDate; by: string; reason: string };
  /** A party elects to have amounts paid in a unit; `share` is of each of them, such as `50%`. */
  ElectionMade: {
    election: string;
    receivables: readonly string[];
    unit: string;
    share: string;
    /** Major units for one unit; without it the price of the day on record counts. */
    price?: string;
    electedOn: PlainDate;
    by: string;
  };
  /** How much of currency `to` one of currency `from` is on a day, as a decimal string, and who says so. */
  ConversionStated: { from: string; to: string; rate: string; statedFor: PlainDate; source: string; by: string };
  /** The value of an index for a day, as a decimal string, and who says so. */
  IndexStated: { index: string; value: string; statedFor: PlainDate; source: string; by: string };
  /** What a person did about a manual term on one of its days. */
  ManualTermHandled: { term: string; remindedOn: PlainDate; what: string; by: string };
  ClosingReported: ClosingState;
  ClosingCorrected: ClosingState;
  /** The same id again replaces what was said before; a reversal takes it away. */
  EventReported: EventState;
  ClosingReversed: { closing: string; externalId: string; reason: string; reportedAt: Instant };
  /** A person's ruling on whose introduction a closing came from; `introduction` null means nobody's. */
  ClosingAttributed: { closing: string; introduction: string | null; by: string; reason: string };
  /** `paidMinor` is what has been paid on the invoice so far, all payments together. */
  PaymentReported: { posting: string; invoice: string; paidMinor: bigint; paidAt: Instant };
  /** A person lets a waiting difference be posted, or refuses it. `difference` names receivable, amount and inputs. */
  DifferenceApproved: { difference: string; by: string; reason: string };
  DifferenceDeclined: { difference: string; by: string; reason: string };
  /** A person lets these differences be posted, although they are more than a day's bound. */
  DayLimitApproved: { differences: readonly string[]; by: string; reason: string };
  CatchUpApproved: { throughOn: PlainDate; by: string; reason: string };
  MessageSetAside: {
    inboxId: string;
    problems: readonly { field: string; found: string; allowed: string; fix: string }[];
  };
  MessageDismissed: { inboxId: string; by: string; reason: string };
  MailReported: { statement: string; party: PartyRole; event: MailEvent; messageId: string; attempt: number };
  /** A notice was written for a party: what it is about, and the hash of what it says. It exists once for each party. */
  NoticeIssued: { notice: string; party: PartyRole; contentHash: string };
  NoticeReported: { notice: string; party: PartyRole; event: MailEvent; messageId: string; attempt: number };
  /** What a person did about an invoice or credit note that the software may not make by itself. */
  IntentHandled: { intent: string; by: string; reason: string };
  ServiceRendered: { clause: string; renderedOn: PlainDate; description: string; link?: string };
  IndemnityNoticed: { clause: string; noticedOn: PlainDate; by: PartyRole; description: string };
  LicenceRecorded: { clause: string; licence: string; validFrom: PlainDate; validTo?: PlainDate };
}

export type FactType = keyof FactData;

export interface FactSource {
  readonly kind: 'crm' | 'stripe' | 'ses' | 'person' | 'system';
  /** Which connection or person; never a secret. */
  readonly name: string;
  /** The raw message in the inbox that it came from. */
  readonly inboxId?: string;
  /** Set on what a pull of the CRM found before a webhook had brought it. */
  readonly via?: 'pull';
}

/** A fact before it has its number. `id` names its cause, so that the same cause is recorded once. */
export type NewFact = {
  [T in FactType]: {
    readonly id: string;
    readonly type: T;
    readonly happenedAt: Instant;
    readonly source: FactSource;
    readonly data: FactData[T];
    /** On an entry of the register of introductions: the hash of the entry before it; see introductions/chain.ts. */
    readonly previousEntry?: string;
  };
}[FactType];

/** A recorded fact: `seq` counts from 1 within the contract, without gaps; `recordedAt` is business time. */
export type Fact = NewFact & { readonly seq: number; readonly recordedAt: Instant };
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;

interface FactIndex {
  /** How many of the facts are in it, and the last of them. */
  count: number;
  last: Fact | undefined;
  readonly byType: Map<FactType, Fact[]>;
}

const indexes = new WeakMap<readonly Fact[], FactIndex>();

/**
 * The facts of one type, in the order in which they were recorded. A list of facts is gone through once: what is added
 * at its end later, as in a simulation, is added to the answers.
 */
export function factsOf<T extends FactType>(facts: readonly Fact[], type: T): readonly FactOf<T>[] {
  const made = indexes.get(facts);
  const isOurs = made !== undefined && made.last === facts[made.count - 1];
  const index = isOurs ? made : { count: 0, last: undefined, byType: new Map<FactType, Fact[]>() };
  for (const fact of facts.slice(index.count)) {
    const own = index.byType.get(fact.type);
    if (own === undefined) index.byType.set(fact.type, [fact]);
    else own.push(fact);
    index.last = fact;
  }
  index.count = facts.length;
  indexes.set(facts, index);
  // Only facts of the type lie under it.
  return (index.byType.get(type) ?? []) as readonly Fact[] as readonly FactOf<T>[];
}
