import { readPdfText } from '../builders/read-pdf-text.ts';
import { broken, type Broken } from './broken.ts';
import { canariesOf } from './canary.ts';
import { strayOf } from './canary-invariant.ts';
import type { Machine } from './machine.ts';
import { withPdf } from './made-documents.ts';

/**
 * Sets the PDF of every statement that was mailed, and reads it as its party does. A PDF takes longer than a run, so this
 * is done for a few histories only.
 */
export async function strayPdfs({ outside }: Machine): Promise<Broken> {
  for (const { to, contractId, statementId, party } of outside.mails) {
    const [owner] = to.flatMap(canariesOf);
    const statement = await outside.store.readStatement(contractId, statementId);
    if (owner === undefined || statement === undefined) return broken('a mail goes to its own party', statementId);
    const { pdf, pdfName } = await withPdf.make(statement, party);
    // A line may break anywhere; no canary has a space.
    const text = readPdfText(pdf).join('').replaceAll(/\s/g, '');
    const wrong = strayOf(canariesOf(text), owner, `${pdfName} of ${contractId}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
