import { firstOf, type MailHeader } from './mail-header.ts';
import { plainDomain } from './mailbox.ts';

/** One check of DKIM as the receiving server reports it. */
export interface DkimResult {
  readonly result: string;
  /** The domain of `header.i` or `header.d`. */
  readonly domain: string | undefined;
}

/** The name that Amazon SES signs its results with. */
const AUTHORITY = 'amazonses.com';

/**
 * The fields that SES has put on top of a message: from the first one to its receipt. What stands below came with the
 * message, and may look the same. Undefined when the message does not begin as one that SES has received under this id.
 *
 *     Return-Path, Received (by inbound-smtp... with SMTP id <the id>), X-SES-Spam-Verdict, X-SES-Virus-Verdict,
 *     Received-SPF, Authentication-Results: amazonses.com; ..., X-SES-RECEIPT
 */
export function receiptHeaders(headers: readonly MailHeader[], mailId: string): readonly MailHeader[] | undefined {
  const end = headers.findIndex(({ name }) => name === 'x-ses-receipt');
  const own = headers.slice(0, end + 1);
  const received = own.filter(({ name }) => name === 'received').map(({ value }) => value);
  const isOurs =
    received.length === 1 && new RegExp(`\\bby inbound-smtp\\.[a-z0-9-]+\\.amazonaws\\.com\\b`).test(received[0] ?? '');
  return isOurs && (received[0] ?? '').split(/[\s;]+/).includes(mailId) ? own : undefined;
}

/**
 * What SES found of each DKIM signature, read from its own field alone. Undefined when that cannot be read for sure: the
 * field has parts that a sender chooses (the name it says hello with, the envelope's address), so nothing in comments or
 * quotation marks counts, and a second verdict on SPF or DMARC gives it away.
 */
export function dkimResults(own: readonly MailHeader[]): readonly DkimResult[] | undefined {
  const [authority, ...parts] = plain(firstOf(own, 'authentication-results') ?? '').split(';');
  if (authority?.trim().toLowerCase() !== AUTHORITY) return undefined;
  const results = parts.map((part) => /^\s*(spf|dkim|dmarc)=([a-z]+)(?:\s|$)/i.exec(part));
  const times = (method: string): number => results.filter((one) => one?.[1]?.toLowerCase() === method).length;
  if (times('spf') > 1 || times('dmarc') > 1) return undefined;
  return parts.flatMap((part, at) => {
    const [, method = '', result = ''] = results[at] ?? [];
    if (method.toLowerCase() !== 'dkim') return [];
    const named = [...part.matchAll(/\sheader\.(?:i|d)=(\S+)/gi)].map(([, value = '']) => value);
    const domains = new Set(named.map((value) => plainDomain(value.slice(value.lastIndexOf('@') + 1))));
    return [{ result: result.toLowerCase(), domain: domains.size === 1 ? [...domains][0] : undefined }];
  });
}

/** Without comments and quoted strings, however deep; what is not closed takes the rest with it. */
function plain(value: string): string {
  let text = '';
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '\\') at += 1;
    else if (character === '"' && depth === 0) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) text += character;
  }
  return text;
}
