import { headerOf, mailboxesOf, type MimeHeader } from './mime-message.ts';
import { SesError } from './query-protocol.ts';

/** SES's own limits: https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
export const MAX_RECIPIENTS = 50;
const MAX_TAG_LENGTH = 256;
const MAX_TAGS = 50;

/** Headers that RFC 5322 allows once; a second one is what an injected header looks like. */
const ONCE_ONLY = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
];

export interface MessageTag {
  name: string;
  value: string;
}

/** Throws InvalidParameterValue unless every header that has to be there is there, and only once where it must be. */
export function checkHeaders(headers: readonly MimeHeader[]): void {
  for (const name of ONCE_ONLY) {
    const found = headers.filter((header) => header.name.toLowerCase() === name);
    if (found[1] !== undefined) throw new SesError('InvalidParameterValue', `Duplicate header '${found[1].name}'.`);
  }
  if (mailboxesOf(headerOf(headers, 'from') ?? '').length === 0) {
    throw new SesError('InvalidParameterValue', "Missing required header 'From'.");
  }
}

/** The one address in `text` (with or without a display name); throws InvalidParameterValue if it is not one. */
export function oneAddress(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x1f\x7f]/.test(text))
    throw new SesError('InvalidParameterValue', 'Local address contains control or whitespace');
  const [mailbox, ...others] = mailboxesOf(text);
  // The parser repairs what it can, and SES does not: what it found has to be what was written.
  const isAsWritten = text.trim() === mailbox?.address || text.trim().endsWith(`<${mailbox?.address}>`);
  if (mailbox === undefined || others.length > 0 || !isAsWritten) {
    throw new SesError('InvalidParameterValue', 'Illegal address');
  }
  checkAddress(mailbox.address);
  return mailbox.address;
}

export function checkAddress(address: string): void {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const fault =
    at === -1 || domain === ''
      ? "Missing final '@domain'"
      : local === ''
        ? 'Missing local name'
        : (localFault(local) ?? domainFault(domain));
  if (fault !== undefined) throw new SesError('InvalidParameterValue', fault);
}

function localFault(local: string): string | undefined {
  if (/\s/.test(local)) return 'Local address contains control or whitespace';
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(local)) return 'Local address contains illegal character';
  if (local.startsWith('.') || local.endsWith('.')) return 'Local address starts or ends with dot';
  return local.includes('..') ? 'Local address contains dot-dot' : undefined;
}

function domainFault(domain: string): string | undefined {
  if (/\s/.test(domain)) return 'Domain contains control or whitespace';
  if (!/^[A-Za-z0-9.-]+$/.test(domain)) return 'Domain contains illegal character';
  if (domain.startsWith('.') || domain.endsWith('.')) return 'Domain starts or ends with dot';
  return domain.includes('..') ? 'Domain contains dot-dot' : undefined;
}

/** Throws MessageRejected unless each sender is covered by a verified address, domain or parent domain. */
export function checkVerified(senders: readonly string[], identities: readonly string[], region: string): void {
  const refused = senders.filter((sender) => !isVerified(sender, identities));
  if (refused.length === 0) return;
  throw new SesError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${refused.join(', ')}`,
  );
}

function isVerified(sender: string, identities: readonly string[]): boolean {
  const at = sender.lastIndexOf('@');
  const domain = sender.slice(at + 1).toLowerCase();
  // A verified user@domain covers user+label@domain.
  const unlabelled = sender.slice(0, at).replace(/\+.*$/, '');
  return identities.some((identity) => {
    const [first = '', identityDomain] = identity.split('@', 2);
    if (identityDomain !== undefined) return first === unlabelled && identityDomain.toLowerCase() === domain;
    return domain === first.toLowerCase() || domain.endsWith(`.${first.toLowerCase()}`);
  });
}

export function checkTags(tags: readonly MessageTag[]): void {
  if (tags.length > MAX_TAGS)
    throw new SesError('InvalidParameterValue', `The message has more than ${MAX_TAGS} tags.`);
  for (const text of tags.flatMap(({ name, value }) => [name, value])) {
    if (!/^[A-Za-z0-9_-]+$/.test(text)) {
      throw new SesError(
        'InvalidParameterValue',
        `The tag name or value <${text}> must contain only ASCII letters, digits, underscores and dashes.`,
      );
    }
    if (text.length > MAX_TAG_LENGTH) {
      throw new SesError('InvalidParameterValue', `A tag name or value is longer than ${MAX_TAG_LENGTH} characters.`);
    }
  }
}
