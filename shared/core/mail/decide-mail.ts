import { createHash } from 'node:crypto';
import { dateIn } from '../calendar/instant.ts';
import { factsOf, type Fact, type FactData } from '../facts/fact.ts';
import type { Evidence } from '../facts/introduction-facts.ts';
import { SHARED_MAIL } from '../introductions/matching.ts';
import { registerOf } from '../introductions/register.ts';
import type { Party, Terms } from '../terms/terms.ts';
import { firstOf } from './mail-header.ts';
import type { MailReceipt } from './mail-receipt.ts';
import { domainOf, isWithinDomain, plainAddress, shownName, type Mailbox } from './mailbox.ts';
import type { Proof } from './prove-mail.ts';

/** More people than this is a mailing, not an introduction. */
export const MOST_INTRODUCED = 10;
const MOST_HEADER = 1000;

/** Fields that are kept beside the hash, as far as the mail has them. */
const KEPT = ['message-id', 'date', 'from', 'to', 'cc', 'subject', 'in-reply-to'];

export interface MailInQuestion {
  readonly receipt: MailReceipt;
  readonly proof: Proof;
  /** The stored bytes. */
  readonly sha256: string;
  readonly bytes: number;
  /** The address of the register itself. */
  readonly intakeDomain: string;
}

/**
 * What a proven mail comes to. By itself it is an introduction only where nothing about it is in doubt: one person of
 * neither party, the client among those it was sent to, the register copied openly, and a signature that covers them. The
 * same mail again is undefined.
 */
export function decideMail(
  mail: MailInQuestion,
  terms: Terms,
  facts: readonly Fact[],
): FactData['IntroductionMailed'] | undefined {
  const { receipt, proof } = mail;
  const before = factsOf(facts, 'IntroductionMailed').map(({ data }) => data);
  const isSame = ({ mail: id, messageId }: FactData['IntroductionMailed']): boolean =>
    id === receipt.mailId || (messageId !== undefined && messageId === cut(proof.messageId ?? ''));
  if (before.some(isSame)) return undefined;
  const sentTo = [...proof.to, ...proof.cc];
  const candidates = candidatesIn(sentTo, mail, terms);
  const why = doubtsOf(candidates, sentTo, mail, terms);
  const isNobody = candidates.length === 0 || candidates.length > MOST_INTRODUCED;
  return {
    mail: receipt.mailId,
    ...(proof.messageId === undefined ? {} : { messageId: cut(proof.messageId) }),
    from: proof.from,
    introducedOn: dateIn(receipt.receivedAt, terms.timeZone),
    outcome: isNobody ? 'nobody' : why.length === 0 ? 'recorded' : 'asked',
    why,
    candidates: isNobody ? [] : candidates,
    evidence: [evidenceOf(mail)],
  };
}

/** The introduction of one person whom a mail introduces; a person whose address is on record keeps the entry it has. */
export function introductionOf(
  { mail, from, introducedOn, evidence }: FactData['IntroductionMailed'],
  candidate: Mailbox,
  facts: readonly Fact[],
): FactData['IntroductionRecorded'] {
  const known = registerOf(facts).introductions.find(({ investor }) => investor.emails.includes(candidate.address));
  return {
    introduction: known?.id ?? introductionId(candidate.address),
    investor: { name: candidate.name, crmIds: [], emails: [candidate.address] },
    introducedOn,
    how: `e-mail to the client, copied to the register (${mail})`,
    by: from,
    evidence,
  };
}

/** Ids are logged, and an address may not be: so the id is of its hash. Always the same for an address. */
export function introductionId(address: string): string {
  return `mail-${createHash('sha256').update(address).digest('hex').slice(0, 12)}`;
}

function candidatesIn(sentTo: readonly Mailbox[], { intakeDomain }: MailInQuestion, terms: Terms): Mailbox[] {
  const found = new Map<string, Mailbox>();
  for (const mailbox of sentTo) {
    const address = plainAddress(mailbox.address);
    if (address === undefined || isWithinDomain(domainOf(address), intakeDomain)) continue;
    if (isOf(terms.client, address) || isOf(terms.consultant, address) || found.has(address)) continue;
    found.set(address, { name: shownName({ name: mailbox.name, address }), address });
  }
  return [...found.values()];
}

/** Whether an address is of a party: one that the contract names, or any at the same domain, if it is the party's own. */
function isOf({ statementsTo, introducesFrom = [] }: Party, address: string): boolean {
  const own = [...statementsTo, ...introducesFrom].map((one) => plainAddress(one) ?? one);
  const domains = own.map(domainOf).filter((domain) => !SHARED_MAIL.has(domain));
  return own.includes(address) || domains.some((domain) => isWithinDomain(domainOf(address), domain));
}

function doubtsOf(
  candidates: readonly Mailbox[],
  sentTo: readonly Mailbox[],
  { proof, intakeDomain }: MailInQuestion,
  terms: Terms,
): string[] {
  if (candidates.length === 0) return ['Nobody but the parties is among To and Cc.'];
  if (candidates.length > MOST_INTRODUCED) {
    return [`It went to ${candidates.length} people; more than ${MOST_INTRODUCED} at once is a mailing.`];
  }
  const addresses = sentTo.map(({ address }) => plainAddress(address));
  const isAny = (test: (address: string) => boolean): boolean =>
    addresses.some((address) => address !== undefined && test(address));
  const uncovered = ['to', 'cc'].filter(
    (name) => firstOf(proof.headers, name) !== undefined && !proof.covered.has(name),
  );
  return [
    ...(candidates.length > 1 ? [`It went to ${candidates.length} people of neither party.`] : []),
    ...(isAny((address) => isOf(terms.client, address)) ? [] : ['No address of the client is among To and Cc.']),
    ...(isAny((address) => isWithinDomain(domainOf(address), intakeDomain))
      ? []
      : ['The register was not copied openly, so the mail may have been sent on by somebody else.']),
    ...(uncovered.length === 0
      ? []
      : [`The DKIM signature does not cover ${uncovered.join(' and ')}, which may have been changed on the way.`]),
    ...(addresses.includes(undefined) ? ['An address among To and Cc cannot be read for sure.'] : []),
  ];
}

function evidenceOf({ receipt, proof, sha256, bytes }: MailInQuestion): Evidence {
  const said = KEPT.flatMap((name) => {
    const value = firstOf(proof.headers, name);
    return value === undefined ? [] : [[name, cut(value)] as const];
  });
  const found = { dkim: 'pass', 'dkim-domain': proof.signedBy, 'dkim-covers': cut([...proof.covered].join(' ')) };
  const { spf, dmarc } = receipt.verdicts;
  const verdicts = { spf: spf.toLowerCase(), dmarc: dmarc.toLowerCase(), 'received-at': receipt.receivedAt };
  return {
    name: `${receipt.mailId}.eml`,
    sha256,
    bytes,
    kind: 'email',
    kept: true,
    headers: { ...Object.fromEntries(said), ...found, ...verdicts },
  };
}

function cut(value: string): string {
  return value.trim().slice(0, MOST_HEADER).toWellFormed();
}
