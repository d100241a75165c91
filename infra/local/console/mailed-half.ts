import type { PartyRole } from '../../../shared/core/facts/fact.ts';
import type { KeptMail } from '../ses/kept-mail.ts';
import { readMimeMessage, textOf, type MimePart } from '../ses/mime-message.ts';
import type { ConsoleOptions } from './console-options.ts';

export const PARTIES: readonly PartyRole[] = ['client', 'consultant'];

/** One half of the tally as it was mailed. */
export interface MailedHalf {
  readonly mail: KeptMail;
  /** The very HTML part. */
  readonly html: string;
  readonly pdf: { readonly name: string; readonly content: Uint8Array } | undefined;
  /** The tally code that this half prints; undefined when none can be found in it. */
  readonly tallyCode: string | undefined;
}

/** The last message that took the statement to the party; undefined when none has been sent. */
export function mailedHalf(
  { ses, contractId }: Pick<ConsoleOptions, 'ses' | 'contractId'>,
  statementId: string,
  party: PartyRole,
): MailedHalf | undefined {
  const wanted = { contract: contractId, statement: statementId, party };
  const mail = ses
    .messages()
    .findLast(({ tags }) =>
      Object.entries(wanted).every(([name, value]) => tags.some((tag) => tag.name === name && tag.value === value)),
    );
  const raw = mail === undefined ? undefined : ses.rawOf(mail.messageId);
  if (mail === undefined || raw === undefined) return undefined;
  const { parts } = readMimeMessage(raw);
  const html = parts.find((part) => part.contentType === 'text/html' && !part.isAttachment);
  const pdf = parts.find(isPdf);
  const text = html === undefined ? '' : textOf(html);
  return {
    mail,
    html: text,
    pdf: pdf === undefined ? undefined : { name: pdf.fileName ?? 'statement.pdf', content: pdf.content },
    tallyCode: printedCode(text),
  };
}

function isPdf({ contentType, content }: MimePart): boolean {
  return contentType === 'application/pdf' && content.subarray(0, 5).toString('latin1') === '%PDF-';
}

/** The code under the heading *Tally code*, as a reader would look for it. */
function printedCode(html: string): string | undefined {
  return /Tally code\s*<\/h2>\s*<p[^>]*>\s*([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})/.exec(html)?.[1];
}
