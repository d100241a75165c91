import type { Instant } from '../calendar/instant.ts';
import type { PlainDate } from '../calendar/plain-date.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import type { Investor } from './investor.ts';

/** A file that shows something, named by its hash; the file itself is kept where it is `kept`. */
export interface Evidence {
  readonly name: string;
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string;
  readonly bytes?: number;
  /** What it is; `email` is a message with its headers. */
  readonly kind?: 'email' | 'calendar-entry' | 'document' | 'crm-record';
  /** True when the bytes themselves lie in the store of evidence, under their hash. */
  readonly kept?: boolean;
  /** Headers of an e-mail or fields of a calendar entry, such as `{ 'message-id': '<1@pmr.example>', dkim: 'pass' }`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A funding that is expected and not closed: what would be owed if it closed is worked out from it. */
export interface ExpectedFunding {
  /** Our own id of the closing that it would become; the CRM's id is an alias of it. */
  readonly closing: string;
  readonly externalId: string;
  readonly investor: Investor;
  /** Minor units of `currency`; zero while nobody has said how much. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Where it stands, in the CRM's own words, such as `due diligence`. */
  readonly stage: string;
  readonly expectedOn?: PlainDate;
  readonly instrument?: string;
  readonly classes?: readonly string[];
  /** When the source says that it said so; later ones replace earlier ones, in whatever order they arrive. */
  readonly reportedAt: Instant;
}

/** A mail of the consultant that was copied to the register. */
export interface MailedIntroduction {
  /** SES's id of the mail. */
  readonly mail: string;
  /** The id that its sender gave it; the same one again is the same mail. */
  readonly messageId?: string;
  readonly from: string;
  /** The day on which SES received it, in the contract's zone: the date in the mail is its sender's own. */
  readonly introducedOn: PlainDate;
  /** `recorded`: it is on the register. `asked`: a person says who was introduced. `nobody`: nobody was. */
  readonly outcome: 'recorded' | 'asked' | 'nobody';
  /** Why it is not on the register by itself, in sentences; empty where it is. */
  readonly why: readonly string[];
  /** Whoever it was sent to, of neither party. */
  readonly candidates: readonly Mailbox[];
  /** The mail itself. */
  readonly evidence: readonly [Evidence];
}

/** What happens to the register of introductions, and what else bears on whose introduction a closing came from. */
export interface IntroductionFacts {
  IntroductionRecorded: {
    introduction: string;
    investor: Investor;
    introducedOn: PlainDate;
    /** In words: by e-mail, at a meeting, by a deck. */
    how: string;
    /** Who puts it on record. */
    by: string;
    /** Who made the introduction, where that is somebody else. */
    introducedBy?: string;
    evidence?: readonly Evidence[];
  };
  /** Adds to an introduction; nothing is taken away. What is added proves nothing about closings known before it. */
  IntroductionSupplemented: {
    introduction: string;
    crmIds: readonly string[];
    emails: readonly string[];
    registryIds: readonly string[];
    evidence: readonly Evidence[];
    by: string;
    reason: string;
  };
  /** The client was told of it in another way than by the software's own notice. */
  IntroductionTold: { introduction: string; toldOn: PlainDate; how: string; by: string };
  IntroductionAcknowledged: { introduction: string; by: string; reason: string };
  /** The client objects: the introduction is disputed, not gone. */
  IntroductionObjected: { introduction: string; by: string; reason: string };
  /** Ends a dispute: the introduction stands, or it does not. A later ruling outranks an earlier one. */
  IntroductionRuled: { introduction: string; stands: boolean; by: string; reason: string };
  /** The consultant takes back what was recorded by mistake. */
  IntroductionWithdrawn: { introduction: string; by: string; reason: string };
  /** The client says that it knew an investor already, since when, and what shows it. */
  PriorContactRecorded: {
    contact: string;
    investor: Investor;
    knownOn: PlainDate;
    how: string;
    by: string;
    evidence?: readonly Evidence[];
  };
  /** A person asks again whose introduction a closing came from, whatever was decided before. */
  /** A mail that is proven to be the consultant's was copied to the register, and what it came to. */
  IntroductionMailed: MailedIntroduction;
  /** A person says whom the mail introduced; nobody, where the list is empty. */
  IntroductionMailRuled: { mail: string; introduced: readonly string[]; by: string; reason: string };
  AttributionReopened: { closing: string; by: string; reason: string };
  /** The same closing again replaces what was said before; once it has closed, or was dropped, it is not expected. */
  FundingExpected: ExpectedFunding;
  FundingDropped: { closing: string; externalId: string; reason: string; reportedAt: Instant };
}
