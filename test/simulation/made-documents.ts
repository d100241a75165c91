import { createDocumentMaker, documentMaker } from '../../shared/adapters/documents/document-maker.ts';
import type { Statement } from '../../shared/core/statement/statement.ts';
import type { DocumentMaker, StatementDocuments } from '../../shared/ports/documents.ts';

/** The real documents with everything but the PDF, in whose place there is a byte: setting it takes longer than a run. */
const withoutPdf = documentMaker(() => Uint8Array.of(1));

/** The real documents, PDF and all. */
export const withPdf = createDocumentMaker({
  fontsFolder: new URL('../../node_modules/@expo-google-fonts', import.meta.url),
});

const MOST_KEPT = 5000;
const kept = new Map<string, Promise<StatementDocuments>>();

/**
 * The mails of a run, by the real maker. A sweep composes one statement thousands of times, with another millisecond of
 * sealing and so another code; of all that say the same to the same party one is composed and kept.
 */
export const mailedDocuments: DocumentMaker = {
  makeNotice: (content) => withoutPdf.makeNotice(content),
  make: (statement, party) => {
    const key = `${party} ${contentOf(statement)}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const made = withoutPdf.make(statement, party);
    kept.set(key, made);
    return made;
  },
};

/** Everything that a statement says but its moment and the codes that are made of it. */
function contentOf(statement: Statement): string {
  return JSON.stringify(statement, (name, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return CHANGING.has(name) ? undefined : value;
  });
}

const CHANGING: ReadonlySet<string> = new Set(['sealedAt', 'tallyCode', 'previousTallyCode', 'hash', 'compared']);
