import { broken, type Broken } from './broken.ts';
import type { StatementDocuments } from '../../shared/ports/documents.ts';

/** A name that is a header, a formula and markup wherever it is not taken for text. */
export const HOSTILE = {
  name: 'Dana\r\nBcc: everybody@nowhere.example\r\n<kestrel onload=x>',
  firm: '=cmd|"/c calc"!A1 & <kestrel>Ridge</kestrel>',
} as const;

/** Whatever a name holds is text in a mail: no line of its own, no markup, nothing in a subject but words. */
export function notText({ subject, html, text }: Pick<StatementDocuments, 'subject' | 'html' | 'text'>): Broken {
  const where = html.includes('<kestrel')
    ? 'markup'
    : /^Bcc:/m.test(text)
      ? 'a line of its own in the text'
      : /[\r\n]/.test(subject)
        ? 'a line break in the subject'
        : undefined;
  return where === undefined ? undefined : broken('a name is text wherever it stands', where);
}
