import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { decodeWords, mailboxesOf, type MimeHeader } from './mime-message.ts';
import type { SesCommonHeaders } from './ses-events.ts';

export const DKIM_RESULTS = ['pass', 'fail', 'none'] as const;
export const SCAN_RESULTS = ['pass', 'fail', 'gray', 'processing_failed'] as const;
export const SPF_RESULTS = ['pass', 'fail', 'softfail', 'neutral', 'none'] as const;
export const DMARC_POLICIES = ['none', 'quarantine', 'reject'] as const;

/** A mail on its way in, and what SES would find: nobody asks the DNS here, so whoever delivers it says. */
export interface IncomingMail {
  raw: Uint8Array;
  /** The envelope. */
  from: string;
  to: readonly string[];
  /** The name that the sending server says hello with. */
  hello: string;
  /** What the signatures come to; with `none` there must be no signature, else there must be one. */
  dkim: (typeof DKIM_RESULTS)[number];
  spf: (typeof SPF_RESULTS)[number];
  spam: (typeof SCAN_RESULTS)[number];
  virus: (typeof SCAN_RESULTS)[number];
  /** The DMARC policy of the domain in From; left out where it publishes none. */
  dmarcPolicy?: (typeof DMARC_POLICIES)[number];
}

/** What SES says to the server that sends. */
export class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  readonly code = 'SMTP_REFUSED';
}

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const MOST_BYTES = 40 * 1024 * 1024;
/** Headers above this are cut off in what SES publishes. */
const MOST_PUBLISHED = 10 * 1024;

/** A mail as SES has it once it was taken: with its own fields on top, and what it publishes of it. */
export interface TakenMail {
  messageId: string;
  stored: Buffer;
  headers: MimeHeader[];
  headersTruncated: boolean;
  commonHeaders: SesCommonHeaders;
  verdicts: Record<'spamVerdict' | 'virusVerdict' | 'spfVerdict' | 'dkimVerdict' | 'dmarcVerdict', { status: string }>;
  dmarcPolicy?: string;
}

/** Takes a mail as SES does: the fields that SES puts on top come first, and whatever came with the mail below them. */
export function takeMail(mail: IncomingMail, to: readonly string[], at: Date): TakenMail {
  // A mail program keeps bare line feeds on disk; over SMTP every line ends with CR LF.
  const body = Buffer.from(Buffer.from(mail.raw).toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1');
  if (body.byteLength > MOST_BYTES) throw new SmtpRefusal('552 5.3.4 Message size exceeds fixed limit');
  const headers = fieldsOf(body);
  const signers = signersOf(headers);
  checkStated(mail, signers);
  const messageId = randomBytes(20).toString('hex').slice(0, 40);
  const author = authorDomain(headers);
  const dmarc = dmarcOf(mail, author, signers);
  const stored = Buffer.concat([Buffer.from(ownFields(mail, { messageId, signers, dmarc, author, to, at })), body]);
  const published = headers.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  const headersTruncated = published > MOST_PUBLISHED;
  return {
    messageId,
    stored,
    headers: headersTruncated ? [] : headers,
    headersTruncated,
    commonHeaders: commonHeadersOf(headers),
    verdicts: {
      spamVerdict: { status: mail.spam.toUpperCase() },
      virusVerdict: { status: mail.virus.toUpperCase() },
      spfVerdict: { status: { pass: 'PASS', fail: 'FAIL', softfail: 'GRAY', neutral: 'GRAY', none: 'GRAY' }[mail.spf] },
      dkimVerdict: { status: { pass: 'PASS', fail: 'FAIL', none: 'GRAY' }[mail.dkim] },
      dmarcVerdict: { status: { pass: 'PASS', fail: 'FAIL', none: 'GRAY' }[dmarc] },
    },
    ...(dmarc === 'fail' && mail.dmarcPolicy !== undefined ? { dmarcPolicy: mail.dmarcPolicy } : {}),
  };
}

/** SES cannot find a signature that is not there, nor overlook one that is. */
function checkStated({ dkim }: IncomingMail, signers: readonly string[]): void {
  if (dkim === 'none' && signers.length > 0) {
    throw new SmtpRefusal(
      `The mail carries a DKIM signature of ${signers.join(', ')}; say whether it passes or fails.`,
    );
  }
  if (dkim !== 'none' && signers.length === 0) {
    throw new SmtpRefusal(`The mail carries no DKIM signature that could ${dkim}; say none.`);
  }
}

interface Found {
  messageId: string;
  signers: readonly string[];
  dmarc: 'pass' | 'fail' | 'none';
  /** The domain in From. */
  author: string;
  to: readonly string[];
  at: Date;
}

function ownFields({ from, hello, spf, dkim, spam, virus }: IncomingMail, found: Found): string {
  const envelope = `client-ip=192.0.2.1; envelope-from=${from}; helo=${hello};`;
  const said = `(spfCheck: the local system was told so)`;
  const results = [
    `spf=${spf} ${said} ${envelope}`,
    ...found.signers.map((signer) => `dkim=${dkim} header.i=@${signer};`),
    `dmarc=${found.dmarc} header.from=${found.author};`,
  ];
  return [
    `Return-Path: <${from}>`,
    `Received: from ${hello} (${hello} [192.0.2.1])`,
    ` by inbound-smtp.us-east-1.amazonaws.com with SMTP id ${found.messageId}`,
    ` for ${found.to[0] ?? ''};`,
    ` ${found.at.toUTCString().replace('GMT', '+0000 (UTC)')}`,
    `X-SES-Spam-Verdict: ${spam.toUpperCase()}`,
    `X-SES-Virus-Verdict: ${virus.toUpperCase()}`,
    `Received-SPF: ${spf} ${said} ${envelope}`,
    'Authentication-Results: amazonses.com;',
    ...results.map((result) => ` ${result}`),
    `X-SES-RECEIPT: ${randomBytes(60).toString('base64')}`,
    `X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=${randomBytes(60).toString('base64')}`,
    '',
  ].join('\r\n');
}

/** The fields of the head as far as they are any; SES takes a mail whatever its head looks like. */
function fieldsOf(raw: Buffer): MimeHeader[] {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.subarray(0, end === -1 ? raw.length : end).toString('utf8');
  const fields: MimeHeader[] = [];
  for (const line of head.split('\r\n')) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last.value += line;
    else {
      const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/s.exec(line) ?? [];
      if (name !== undefined && value !== undefined) fields.push({ name, value });
    }
  }
  return fields;
}

function valuesOf(headers: readonly MimeHeader[], name: string): string[] {
  return headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);
}

function signersOf(headers: readonly MimeHeader[]): string[] {
  return valuesOf(headers, 'dkim-signature').flatMap((value) => {
    const tag = (name: string): string | undefined =>
      new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*([^;]*)`).exec(value)?.[1]?.replaceAll(/\s/g, '');
    const signer = tag('i')?.split('@').at(-1) ?? tag('d');
    return signer === undefined || signer === '' ? [] : [domainToASCII(signer) || signer];
  });
}

function authorDomain(headers: readonly MimeHeader[]): string {
  const address = mailboxesOf(valuesOf(headers, 'from')[0] ?? '')[0]?.address ?? '';
  return address.slice(address.lastIndexOf('@') + 1);
}

function dmarcOf(
  { dkim, spf, from, dmarcPolicy }: IncomingMail,
  author: string,
  signers: readonly string[],
): 'pass' | 'fail' | 'none' {
  const own = organisation(author);
  const isSigned = dkim === 'pass' && signers.some((signer) => organisation(signer) === own);
  const isSent = spf === 'pass' && organisation(from.slice(from.lastIndexOf('@') + 1)) === own;
  if (own !== '' && (isSigned || isSent)) return 'pass';
  return dmarcPolicy === undefined ? 'none' : 'fail';
}

/** Relaxed alignment goes by the last two parts of a name: near enough for domains that are made up. */
function organisation(name: string): string {
  return domainToASCII(name).split('.').slice(-2).join('.');
}

function commonHeadersOf(headers: readonly MimeHeader[]): SesCommonHeaders {
  const list = (name: string): string[] | undefined => {
    const [value] = valuesOf(headers, name);
    if (value === undefined) return undefined;
    return mailboxesOf(value).map(({ name: shown, address }) => (shown === '' ? address : `${shown} <${address}>`));
  };
  const [to, cc, date, subject] = [
    list('to'),
    list('cc'),
    valuesOf(headers, 'date')[0],
    valuesOf(headers, 'subject')[0],
  ];
  return {
    from: list('from') ?? [],
    ...(to === undefined ? {} : { to }),
    ...(cc === undefined ? {} : { cc }),
    ...(date === undefined ? {} : { date }),
    messageId: valuesOf(headers, 'message-id')[0] ?? '',
    ...(subject === undefined ? {} : { subject: decodeWords(subject) }),
  };
}
