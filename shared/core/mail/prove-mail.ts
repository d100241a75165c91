import { dkimResults, receiptHeaders } from './authentication-results.ts';
import { readDkimSignature, type DkimSignature } from './dkim-signature.ts';
import { firstOf, valuesOf, type MailHeader } from './mail-header.ts';
import type { MailFailure } from './mail-failure.ts';
import type { MailReceipt, ReadMail } from './mail-receipt.ts';
import { domainOf, isWithinDomain, plainAddress, type Mailbox } from './mailbox.ts';

/** A mail of which it is sure who sent it. */
export interface Proof {
  /** The registered address that it is from. */
  readonly from: string;
  /** The domain whose DKIM signature holds: that of the address, or one above it. */
  readonly signedBy: string;
  /** The fields that the signature covers, in lower case; what it does not cover may have been changed on the way. */
  readonly covered: ReadonlySet<string>;
  /** RFC 5322's id, which its sender chose. */
  readonly messageId?: string;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly headers: readonly MailHeader[];
}

export interface Registered {
  /** Addresses of the consultant, as `plainAddress` gives them. */
  readonly addresses: readonly string[];
  /** The domain of the register's own address, from which no introduction can come. */
  readonly intakeDomain: string;
}

/** RFC 5322, 3.6: these are there once, or not at all; a second one would be read by one program and not by another. */
const ONCE = ['from', 'sender', 'reply-to', 'to', 'cc', 'date', 'subject', 'message-id'];

/**
 * Whether a mail is proven to come from a registered address: by SES's own verdicts and by what SES wrote on top of it,
 * never by what came with it. Every check is in favour of nothing being proven.
 */
export function proveMail(receipt: MailReceipt, read: ReadMail, registered: Registered): Proof | MailFailure {
  const own = receiptHeaders(read.headers, receipt.mailId);
  if (own === undefined) return 'not-this-mail';
  const headers = read.headers.slice(own.length);
  if (!['PASS', 'GRAY'].includes(receipt.verdicts.virus)) return 'virus';
  if (!['PASS', 'GRAY'].includes(receipt.verdicts.spam)) return 'spam';
  const machine = madeByMachine(receipt, headers);
  if (machine !== undefined) return machine;
  if (ONCE.some((name) => valuesOf(headers, name).length > 1)) return 'several-fields';
  const from = senderOf(receipt, read, firstOf(headers, 'from'));
  if (from === undefined) return 'from-unclear';
  if (isWithinDomain(domainOf(from), registered.intakeDomain)) return 'loop';
  if (!registered.addresses.includes(from)) return 'not-registered';
  const signed = signatureFor(from, { receipt, own, headers });
  if (typeof signed === 'string') return signed;
  const messageId = firstOf(headers, 'message-id')?.trim();
  const { to, cc } = read;
  return { from, ...signed, ...(messageId === undefined ? {} : { messageId }), to, cc, headers };
}

/** RFC 3834, 5: what a machine sends of itself is answered by nothing, and introduces nobody. */
function madeByMachine(
  { envelopeFrom }: MailReceipt,
  headers: readonly MailHeader[],
): 'auto-reply' | 'loop' | undefined {
  if (headers.some(({ name }) => name.startsWith('x-tallystick-'))) return 'loop';
  const value = (name: string): string => (firstOf(headers, name) ?? '').trim().toLowerCase();
  const isAutomatic =
    ['', '<>'].includes(envelopeFrom.trim()) ||
    !['', 'no'].includes(value('auto-submitted').split(/[\s;(]/, 1)[0] ?? '') ||
    ['bulk', 'list', 'junk', 'auto_reply'].includes(value('precedence')) ||
    value('content-type').startsWith('multipart/report') ||
    ['list-id', 'x-autoreply', 'x-autorespond', 'x-loop'].some((name) => value(name) !== '');
  return isAutomatic ? 'auto-reply' : undefined;
}

/**
 * The address of From, if it has one reading: the MIME library, SES and the bare text agree. A group, a second mailbox, a
 * comment, an address in an encoded word or in quotation marks is none.
 */
function senderOf({ shownFrom }: MailReceipt, { from }: ReadMail, value = ''): string | undefined {
  const [mailbox] = from;
  const stated = /^(?:[^<>]*<([^<>]*)>|([^<>"(),:;]*))$/.exec(value.trim());
  const address = plainAddress((stated?.[1] ?? stated?.[2] ?? '').trim());
  const name = (stated?.[1] === undefined ? '' : value.slice(0, value.indexOf('<'))).replaceAll(
    /"(?:[^"\\]|\\.)*"/g,
    '',
  );
  if (address === undefined || /[@"(),:;]/.test(name)) return undefined;
  if (from.length !== 1 || mailbox === undefined || plainAddress(mailbox.address) !== address) return undefined;
  const isAsSes = shownFrom === undefined || (shownFrom.length === 1 && shownAddress(shownFrom[0] ?? '') === address);
  return isAsSes ? address : undefined;
}

function shownAddress(shown: string): string | undefined {
  return plainAddress((/<([^<>]*)>\s*$/.exec(shown)?.[1] ?? shown).trim());
}

interface Signed {
  readonly receipt: MailReceipt;
  readonly own: readonly MailHeader[];
  readonly headers: readonly MailHeader[];
}

/**
 * The signature that SES says holds and that is of the address's own domain, or of one above it. A domain below it is not
 * enough: whoever is given a part of a domain does not speak for the whole.
 */
function signatureFor(
  from: string,
  { receipt: { verdicts, envelopeFrom }, own, headers }: Signed,
): Pick<Proof, 'signedBy' | 'covered'> | MailFailure {
  if (verdicts.dkim !== 'PASS') return verdicts.dkim === 'GRAY' ? 'dkim-none' : 'dkim-failed';
  if (verdicts.dmarc === 'FAIL') return 'dmarc-failed';
  const results = dkimResults(own);
  if (results === undefined || !isPlainEnvelope(envelopeFrom, own)) return 'results-unclear';
  const signedBy = results.find(
    ({ result, domain }) => result === 'pass' && domain !== undefined && isWithinDomain(domainOf(from), domain),
  )?.domain;
  if (signedBy === undefined) return 'dkim-other-domain';
  const signatures = valuesOf(headers, 'dkim-signature')
    .map(readDkimSignature)
    .filter((one): one is DkimSignature => one?.domain === signedBy || one?.identity === signedBy);
  // More results than signatures: one of them was not SES's.
  if (signatures.length < results.filter(({ domain }) => domain === signedBy).length) return 'results-unclear';
  if (signatures.some(({ isPartial }) => isPartial)) return 'dkim-partial';
  const [first, ...others] = signatures;
  const covered = (first?.covers ?? []).filter((name) => others.every(({ covers }) => covers.includes(name)));
  return { signedBy, covered: new Set(covered) };
}

/** The two texts in SES's results that a sender chooses: nothing in them may look like a result. */
function isPlainEnvelope(envelopeFrom: string, own: readonly MailHeader[]): boolean {
  const hello = /^from (\S+) /.exec((firstOf(own, 'received') ?? '').trim())?.[1] ?? '';
  return plainAddress(envelopeFrom) !== undefined && /^[\w.:[\]-]+$/.test(hello);
}
