import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';

/** An investor as an introduction or a closing names it. */
export interface Investor {
  readonly name: string;
  readonly firm?: string;
  /** Ids at the CRM, such as `crm-1042`. */
  readonly crmIds: readonly string[];
  /** Full addresses, lower case. */
  readonly emails: readonly string[];
}

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
  /** When the source says that it said so; later ones replace earlier ones, in whatever order they arrive. */
  readonly reportedAt: Instant;
}

/** Anything else that terms may be about: funds received, a hire that starts, hours worked, an expense claimed. */
export interface EventState extends ClosingState {
  /** The name that the contract file's triggers use, such as `funds-received`. */
  readonly kind: string;
  /** Counted things by name, as decimal strings, such as `{ hours: '68' }`. */
  readonly quantities?: Readonly<Record<string, string>>;
}

export type PartyRole = 'client' | 'consultant';
export type MailEvent = 'sent' | 'delivered' | 'bounced' | 'complained' | 'rejected';

/** What happened, by type. Past tense; never edited; corrected by a later fact. */
export interface FactData {
  TermsAdopted: { version: number; effectiveOn: PlainDate; termsHash: string; rules: string };
  RulesAdopted: { rules: string; by: string; reason: string };
  ContractEnded: { endsOn: PlainDate; by: string; reason: string };
  IntroductionRecorded: {
    introduction: string;
    investor: Investor;
    introducedOn: PlainDate;
    how: string;
    by: string;
    evidence?: readonly { name: string; sha256: string }[];
  };
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
  CatchUpApproved: { throughOn: PlainDate; by: string; reason: string };
  MessageSetAside: {
    inboxId: string;
    problems: readonly { field: string; found: string; allowed: string; fix: string }[];
  };
  MessageDismissed: { inboxId: string; by: string; reason: string };
  MailReported: { statement: string; party: PartyRole; event: MailEvent; messageId: string; attempt: number };
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
}

/** A fact before it has its number. `id` names its cause, so that the same cause is recorded once. */
export type NewFact = {
  [T in FactType]: {
    readonly id: string;
    readonly type: T;
    readonly happenedAt: Instant;
    readonly source: FactSource;
    readonly data: FactData[T];
  };
}[FactType];

/** A recorded fact: `seq` counts from 1 within the contract, without gaps; `recordedAt` is business time. */
export type Fact = NewFact & { readonly seq: number; readonly recordedAt: Instant };
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;

/** The facts of one type, in the order in which they were recorded. */
export function factsOf<T extends FactType>(facts: readonly Fact[], type: T): FactOf<T>[] {
  return facts.filter((fact): fact is FactOf<T> => fact.type === type);
}
