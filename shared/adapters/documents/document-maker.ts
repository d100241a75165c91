import { epochOf } from '../../core/calendar/instant.ts';
import { formatDate } from '../../core/calendar/format-date.ts';
import type { PartyRole } from '../../core/facts/fact.ts';
import type { Statement } from '../../core/statement/statement.ts';
import type { DocumentMaker } from '../../ports/documents.ts';
import { noticeHtml, noticeText } from './notice.ts';
import { printable } from './printable.ts';
import { statementHtml } from './statement-html.ts';
import { createPdfSetter } from './statement-pdf.ts';
import { statementSheet } from './statement-sheet.ts';
import { statementText } from './statement-text.ts';

/**
 * Makes statements as documents. `fontsFolder` holds the four IBM Plex faces, flat (as beside the bundle) or as the
 * npm packages lay them out (`node_modules/@expo-google-fonts`); they are read at the first statement.
 * Errors of `make`: `config.missing` when a face is not there, `invariant.broken` when the lines do not run to the
 * closing balance or the PDF cannot be set.
 */
export function createDocumentMaker(options: { readonly fontsFolder: URL | string }): DocumentMaker {
  return documentMaker(createPdfSetter(options.fontsFolder));
}

/** The same with a way of setting the PDF that is given: it takes most of the time. */
export function documentMaker(setPdf: ReturnType<typeof createPdfSetter>): DocumentMaker {
  return {
    async makeNotice(content) {
      const clean = printable(content);
      return { subject: clean.subject, html: await noticeHtml(clean), text: noticeText(clean) };
    },
    async make(statement, party) {
      const sheet = statementSheet(statement, party);
      return {
        subject: subjectOf(statement),
        html: await statementHtml(sheet),
        text: statementText(sheet),
        pdf: setPdf(sheet, Math.floor(epochOf(statement.sealedAt) / 1000)),
        pdfName: pdfNameOf(statement, party),
      };
    },
  };
}

/** Says which statement, and no amount: a subject is shown on locked screens. */
function subjectOf(statement: Statement): string {
  const { contract, period, number } = printable(statement);
  return `Statement No. ${number} to ${formatDate(period.to)}: ${contract.title}`;
}

function pdfNameOf({ contract, id }: Statement, party: PartyRole): string {
  return `${contract.id}-statement-${id}-${party}.pdf`.replace(/[^A-Za-z0-9._-]/g, '_');
}
