import { formatDate } from '../../../shared/core/calendar/format-date.ts';
import type { ClosingState, Fact, FactData, FactType } from '../../../shared/core/facts/fact.ts';
import { isCurrency } from '../../../shared/core/money/currency.ts';
import { formatMoney } from '../../../shared/core/money/format-money.ts';
import { nameOf } from '../../../shared/core/facts/investor.ts';

/** What a fact says, in one sentence. `currency` is the contract's. */
export function factWords({ type, data }: Fact, currency: string): string {
  // A fact's data is of its type; the compiler does not carry that through the table.
  const words = WORDS[type] as (data: Fact['data'], currency: string) => string;
  return words(data, currency);
}

const WORDS: { readonly [T in FactType]: (data: FactData[T], currency: string) => string } = {
  TermsAdopted: ({ version, effectiveOn, rules }) =>
    `Version ${version} of the terms adopted, from ${formatDate(effectiveOn)}, by rules ${rules}.`,
  RulesAdopted: ({ rules, by, reason }) => `Rules ${rules} adopted by ${by}: ${reason}`,
  NoticeGiven: ({ noticeOn, party, by, reason }) =>
    `Notice by the ${party} on ${formatDate(noticeOn)}, recorded by ${by}: ${reason}`,
  PauseRecorded: ({ from, to, by, reason }) => `Paused ${formatDate(from)} to ${formatDate(to)}, says ${by}: ${reason}`,
  ElectionMade: ({ receivables, unit, share, electedOn, by }) =>
    `${by} elects ${share} of ${receivables.join(', ')} in ${unit} on ${formatDate(electedOn)}.`,
  ConversionStated: ({ from, to, rate, statedFor, source, by }) =>
    `One ${from} is ${rate} ${to} on ${formatDate(statedFor)}, by ${source}, says ${by}.`,
  IndexStated: ({ index, value, statedFor, source, by }) =>
    `${index} is ${value} for ${formatDate(statedFor)}, by ${source}, says ${by}.`,
  ManualTermHandled: ({ term, remindedOn, what, by }) => `${by} about ${term} of ${formatDate(remindedOn)}: ${what}`,
  ContractEnded: ({ endsOn, by, reason }) => `${by} ends the agreement on ${formatDate(endsOn)}: ${reason}`,
  IntroductionRecorded: ({ introduction, investor, introducedOn, how }) =>
    `${nameOf(investor)} introduced on ${formatDate(introducedOn)} by ${how} (${introduction}).`,
  IntroductionSupplemented: ({ introduction, by, reason }) => `${by} adds to introduction ${introduction}: ${reason}`,
  IntroductionTold: ({ introduction, toldOn, how, by }) =>
    `The client was told of introduction ${introduction} on ${formatDate(toldOn)} by ${how}, says ${by}.`,
  IntroductionAcknowledged: ({ introduction, by, reason }) =>
    `${by} acknowledges introduction ${introduction}: ${reason}`,
  IntroductionObjected: ({ introduction, by, reason }) => `${by} objects to introduction ${introduction}: ${reason}`,
  IntroductionRuled: ({ introduction, stands, by, reason }) =>
    `${by} rules that introduction ${introduction} ${stands ? 'stands' : 'does not stand'}: ${reason}`,
  IntroductionWithdrawn: ({ introduction, by, reason }) => `${by} withdraws introduction ${introduction}: ${reason}`,
  PriorContactRecorded: ({ contact, investor, knownOn, how }) =>
    `The client knew ${nameOf(investor)} on ${formatDate(knownOn)} by ${how} (${contact}).`,
  IntroductionMailed: ({ from, candidates, outcome }) =>
    `A mail of ${from} was copied to the register: ${mailWords(outcome, candidates)}.`,
  IntroductionMailRuled: ({ mail, introduced, by, reason }) =>
    `${by} says that the mail ${mail} introduced ${introduced.join(', ') || 'nobody'}: ${reason}`,
  AttributionReopened: ({ closing, by, reason }) =>
    `${by} asks again whose introduction ${closing} came from: ${reason}`,
  FundingExpected: ({ investor, amountMinor, currency, stage, externalId }) =>
    `Funding by ${nameOf(investor)} is open at the stage ${stage}: ${amountWords(amountMinor, currency)} (${externalId}).`,
  FundingDropped: ({ externalId, reason }) => `Funding ${externalId} is no longer expected: ${reason}`,
  LineDisputed: ({ receivable, amountMinor, party, by, reason }, currency) =>
    `${by} of the ${party} disputes ${formatMoney(amountMinor, currency)} on ${receivable}: ${reason}`,
  DisputeWithdrawn: ({ dispute, by, reason }) => `${by} withdraws dispute ${dispute}: ${reason}`,
  DisputeRuled: ({ dispute, upheldMinor, by, reason }, currency) =>
    `${by} rules on dispute ${dispute} that ${formatMoney(upheldMinor, currency)} is right: ${reason}`,
  ClosingReported: (closing) => `Closing reported: ${closingWords(closing)}`,
  ClosingCorrected: (closing) => `Closing corrected: ${closingWords(closing)}`,
  EventReported: ({ kind, closing, closedOn }) => `${kind} ${closing} on ${formatDate(closedOn)}`,
  ClosingReversed: ({ externalId, reason }) => `Closing ${externalId} reversed: ${reason}`,
  ClosingAttributed: ({ closing, introduction, by, reason }) =>
    `${by} decides that ${closing} came from ${introduction ?? 'nobody’s introduction'}: ${reason}`,
  LookalikeRuled: ({ closing, sameAs, by, reason }) =>
    `${by} decides that ${closing} is ${sameAs === null ? 'a funding of its own' : `the same as ${sameAs}`}: ${reason}`,
  ConnectionSwitched: ({ connection, mode, by, reason }) =>
    `${by} switches what comes from ${connection} to ${mode}: ${reason}`,
  PaymentReported: ({ paidMinor, posting }, currency) =>
    `${formatMoney(paidMinor, currency)} paid in all on the invoice of ${posting}.`,
  InvoiceSeen: ({ posting, status, remainingMinor }, currency) =>
    `The invoice of ${posting} is ${status} at Stripe; ${formatMoney(remainingMinor, currency)} remains.`,
  CustomerSeen: ({ deleted }) => (deleted ? 'The customer was deleted at Stripe.' : 'The customer at Stripe changed.'),
  InvoiceRuled: ({ posting, happening, ruling, by, reason }) =>
    `${by} about ${happening} of the invoice of ${posting}: ${ruling}, ${reason}`,
  DifferenceApproved: ({ by, difference, reason }) => `${by} approves ${difference}: ${reason}`,
  DifferenceDeclined: ({ by, difference, reason }) => `${by} declines ${difference}: ${reason}`,
  InvoiceFound: ({ invoice, totalMinor }, currency) =>
    `Invoice ${invoice} over ${formatMoney(totalMinor, currency)} was found at Stripe; the software did not make it.`,
  InvoiceAdopted: ({ by, invoice, posting, reason }) =>
    `${by} says that invoice ${invoice} is ${posting === null ? 'not of this contract' : `that of ${posting}`}: ${reason}`,
  DayLimitApproved: ({ by, differences, reason }) =>
    `${by} lets ${differences.length} amounts be invoiced on one day, beyond its bound: ${reason}`,
  CatchUpApproved: ({ by, throughOn, reason }) =>
    `${by} lets what is behind be charged through ${formatDate(throughOn)}: ${reason}`,
  MessageSetAside: ({ problems }) =>
    `A message was set aside: ${problems.map(({ field, found }) => `${field} is ${found}`).join('; ')}.`,
  MessageDismissed: ({ by, inboxId, reason }) => `${by} dismisses the message ${inboxId}: ${reason}`,
  MailReported: ({ statement, party, event }) =>
    `Statement to ${formatDate(statement)}: the ${party}’s mail is ${event}.`,
  NoticeIssued: ({ notice, party }) => `Notice ${notice} to the ${party}.`,
  NoticeReported: ({ notice, party, event }) => `Notice ${notice}: the ${party}’s mail is ${event}.`,
  IntentHandled: ({ by, intent, reason }) => `${by} about ${intent}: ${reason}`,
  ServiceRendered: ({ clause, renderedOn, description }) =>
    `Service under clause ${clause} on ${formatDate(renderedOn)}: ${description}`,
  IndemnityNoticed: ({ by, clause, noticedOn, description }) =>
    `Indemnity notice by the ${by} under clause ${clause} on ${formatDate(noticedOn)}: ${description}`,
  LicenceRecorded: ({ licence, validFrom }) =>
    `Licence or exemption on record from ${formatDate(validFrom)}: ${licence}`,
};

function closingWords({ investor, amountMinor, currency, closedOn, externalId }: ClosingState): string {
  return `${nameOf(investor)}, ${amountWords(amountMinor, currency)}, closed on ${formatDate(closedOn)} (${externalId}).`;
}

function amountWords(amountMinor: bigint, currency: string): string {
  return isCurrency(currency) ? formatMoney(amountMinor, currency) : `${amountMinor} ${currency}`;
}

function mailWords(
  outcome: FactData['IntroductionMailed']['outcome'],
  candidates: readonly { address: string }[],
): string {
  const whom = candidates.map(({ address }) => address).join(', ') || 'nobody';
  switch (outcome) {
    case 'recorded':
      return `it introduces ${whom}`;
    case 'asked':
      return `a person says whether it introduces ${whom}`;
    case 'nobody':
      return 'it introduces nobody';
    default:
      return outcome satisfies never;
  }
}
