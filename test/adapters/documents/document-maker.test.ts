import { describe, expect, it } from 'vitest';
import { createDocumentMaker } from '../../../shared/adapters/documents/document-maker.ts';
import { ConfigError, InvariantError } from '../../../shared/core/errors.ts';
import type { StatementDocuments } from '../../../shared/ports/documents.ts';
import { aLongStatement, aStatement, juneLines, runningLines } from '../../builders/a-statement.ts';
import { readPdfText } from '../../builders/read-pdf-text.ts';

const fontsFolder = new URL('../../../node_modules/@expo-google-fonts/', import.meta.url);
const maker = createDocumentMaker({ fontsFolder });

/** Worked by hand from the June statement: each figure as often as the document is to print it. */
const juneAmounts = [
  '4,000.00 27,000.00 −1,000.00 −3,000.00 27,000.00', // the summary
  '27,000.00 4,000.00', // the sentence under it; the opening balance
  '−1,000.00 3,000.00 10,000.00 10,000.00 1,000.00 1,000.00 2,000.00 −1,000.00', // entry 5 with its working
  '2,000.00 5,000.00 −2,000.00 3,000.00', // entries 6 and 7
  '25,000.00 28,000.00 250,000.00 250,000.00 25,000.00 25,000.00', // entry 8 with its working
  '−1,000.00 27,000.00 27,000.00', // entry 9; the closing balance
  '2,000.00 25,000.00 27,000.00 75,000.00', // what is due, and in all; the stranger's closing
]
  .flatMap((amounts) => amounts.split(' '))
  .sort();

describe('a statement as documents', () => {
  it('says the same figures in HTML, text and PDF, those of the ledger', async () => {
    const spoken = wordsOf(await maker.make(aStatement(), 'client'));
    expect(amountsIn(spoken.html)).toEqual(juneAmounts);
    expect(amountsIn(spoken.text)).toEqual(juneAmounts);
    expect(amountsIn(spoken.pdf)).toEqual(juneAmounts);
  });

  it('prints the tally code in all three', async () => {
    const statement = aStatement();
    const { html, text, pdf } = wordsOf(await maker.make(statement, 'client'));
    for (const words of [html, text, pdf]) expect(words).toContain(statement.tallyCode);
  });

  it('gives both parties the same words, but for whose half it is', async () => {
    const [clients, consultants] = await Promise.all([
      maker.make(aStatement(), 'client'),
      maker.make(aStatement(), 'consultant'),
    ]);
    expect(clients.text).toMatch(/CLIENT’S HALF/);
    expect(consultants.text).toMatch(/CONSULTANT’S HALF/);
    expect(withoutHalf(clients.text)).toBe(withoutHalf(consultants.text));
    expect(clients.pdfName).toBe('auxer-pmr-1999-statement-1999-06-30-client.pdf');
    expect(clients.subject).toBe('Statement No. 3 to 30 June 1999: Agreement of Investor Relations Services');
  });

  it('names what is overdue, what a correction corrects, and what waits, in words in all three', async () => {
    const spoken = wordsOf(await maker.make(aStatement(), 'client'));
    for (const words of Object.values(spoken)) {
      expect(words).toMatch(/16 Jun 1999.*OVERDUE|OVERDUE.*16 Jun 1999/);
      expect(words).toContain('Corrects: Finder’s fee, funding by Marlow Street Partners closed on 14 May 1999');
      expect(words).toMatch(/Adjustments to earlier periods.*28 May 1999.*This period.*6 Jun 1999/);
      expect(words).toContain('Its name resembles that of introduction intro-0001');
      expect(words).toContain('Nobody of that id or address is on the register of introductions.');
      expect(words).toContain('Dana Whitfield, Harbor Ridge Capital');
    }
  });

  it('calls a negative outstanding amount a credit, never overdue', async () => {
    const [due] = aStatement().due;
    if (due === undefined) throw new Error('the builder gives something due');
    const statement = aStatement({ due: [{ ...due, outstandingMinor: -50_000n, overdue: true }] });
    const { text } = await maker.make(statement, 'client');
    expect(text).toMatch(/16 Jun 1999 {2}Credit +−500\.00/);
    expect(text).not.toContain('OVERDUE');
  });

  it('says so when nothing is due and nothing happened, and leaves empty registers out', async () => {
    const quiet = aStatement({
      lines: [],
      openingBalanceMinor: 0n,
      due: [],
      introductions: [],
      notOwed: [],
      awaitingDecision: [],
      services: [],
    });
    const spoken = wordsOf(await maker.make(quiet, 'consultant'));
    for (const words of Object.values(spoken)) {
      expect(words).toContain('Nothing is owed between the parties at the close of 30 June 1999.');
      expect(words).toContain('Nothing is due.');
      expect(words).not.toMatch(/introductions on record|waiting for a decision/i);
    }
  });

  it.each([
    ['JPY', '−100,000', '2,500,000'],
    ['KWD', '−100.000', '2,500.000'],
  ])('prints %s with its own decimals, such as %s', async (currency, correction, fee) => {
    const lines = runningLines(
      400_000n,
      juneLines.map(({ working: _working, ...line }) => line),
    );
    const { text } = await maker.make(aStatement({ currency, lines }), 'client');
    expect(text).toMatch(new RegExp(`clause 2\\.2 +${correction} `));
    expect(text).toMatch(new RegExp(`15 Jul 1999 {2}Due +${fee}\n`));
  });

  it('is never made of lines that do not run to the closing balance', async () => {
    const [first, ...rest] = aStatement().lines;
    if (first === undefined) throw new Error('the builder gives lines');
    const skipping = aStatement({ lines: [{ ...first, amountMinor: first.amountMinor + 1n }, ...rest] });
    await expect(maker.make(skipping, 'client')).rejects.toThrow(InvariantError);
    await expect(maker.make(aStatement({ closingBalanceMinor: 1n }), 'client')).rejects.toThrow(/closing balance/);
  });
});

describe('text from outside', () => {
  const name = 'Ąé & Söhne #set $x$ *b* _i_ @ref `raw` \\ "q" \'s <script>alert(1)</script> Привет Ελλάδα שלום';

  it('is printed as text, whatever it means in Typst or HTML', async () => {
    const statement = aStatement({ client: { name, address: ['#panic()', '[x](y)'] } });
    const documents = await maker.make(statement, 'client');
    const { text, pdf } = wordsOf(documents);
    const inOneLine = text.replaceAll(/\s+/g, ' ');
    expect(inOneLine).toContain(name);
    expect(documents.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(documents.html).not.toContain('<script');
    for (const part of ['#set $x$ *b* _i_ @ref `raw` \\ "q"', '<script>alert(1)</script>', 'Привет', '#panic()']) {
      expect(pdf).toContain(part);
    }
  });

  it('stays on its line: line breaks and marks that reorder text go', async () => {
    const statement = aStatement({
      client: { name: 'Acme\r\nBcc: all@example.com\u202E00.1', address: [] },
      contract: { ...aStatement().contract, title: 'Terms\r\nBcc: all@example.com' },
    });
    const { text, html, subject } = await maker.make(statement, 'client');
    expect(text).toContain('Client       Acme Bcc: all@example.com00.1\n');
    expect(html).toContain('Acme Bcc: all@example.com00.1');
    expect(subject).toBe('Statement No. 3 to 30 June 1999: Terms Bcc: all@example.com');
  });

  it('is spelled out in the PDF where no font draws it, and as it is elsewhere', async () => {
    const documents = await maker.make(aStatement({ client: { name: 'Fox 🦊 日本 ⵣ Ltd.', address: [] } }), 'client');
    expect(wordsOf(documents).pdf).toContain('Fox [U+1F98A] [U+65E5][U+672C] [U+2D63] Ltd.');
    expect(documents.html).toContain('Fox 🦊 日本 ⵣ Ltd.');
    expect(documents.text).toContain('Fox 🦊 日本 ⵣ Ltd.');
  });

  it('changes no figure when a name has a digit that no font draws as it stands', async () => {
    const documents = await maker.make(aStatement({ client: { name: 'Unit 1\uFE0F\u20E3', address: [] } }), 'client');
    expect(amountsIn(wordsOf(documents).pdf)).toEqual(juneAmounts);
  });

  it('leads nowhere when a link is no web address, and is shown all the same', async () => {
    const services = [{ renderedOn: '1999-06-01', description: 'Package', link: 'javascript:alert(1)' }];
    const documents = await maker.make(aStatement({ services }), 'client');
    expect(documents.html).not.toContain('href="javascript');
    for (const words of Object.values(wordsOf(documents))) expect(words).toContain('javascript:alert(1)');
  });
});

describe('the PDF', () => {
  it('has the same bytes every time, dated when the statement was sealed', async () => {
    const first = await maker.make(aStatement(), 'client');
    const again = await createDocumentMaker({ fontsFolder }).make(aStatement(), 'client');
    expect(Buffer.from(again.pdf).equals(Buffer.from(first.pdf))).toBe(true);
    expect(Buffer.from(first.pdf).toString('latin1')).toContain('/CreationDate (D:19990701040000Z)');
  });

  it.each([
    ['the June statement', aStatement()],
    ['several pages', aLongStatement()],
    ['characters that no font draws', aStatement({ client: { name: 'Fox 🦊 日本', address: [] } })],
  ])('declares PDF/UA-1 for %s', async (_, statement) => {
    const { pdf } = await maker.make(statement, 'client');
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/pdfuaid:part>1</);
  });

  it('is on Letter where the agreement keeps American time, and on A4 elsewhere', async () => {
    const { contract } = aStatement();
    const german = aStatement({ contract: { ...contract, timeZone: 'Europe/Berlin' } });
    expect(mediaBoxOf(await maker.make(aStatement(), 'client'))).toBe('612 792');
    expect(mediaBoxOf(await maker.make(german, 'client'))).toBe('595.2756 841.8898');
  });

  it('repeats the heading of the table, numbers the pages and prints each entry once, in order', async () => {
    const pages = readPdfText((await maker.make(aLongStatement(64), 'client')).pdf);
    expect(pages.length).toBeGreaterThan(3);
    pages.forEach((page, index) =>
      expect(page.replaceAll(/\s+/g, ' ')).toContain(`Page ${index + 1} of ${pages.length}`),
    );
    const withEntries = pages.filter((page) => page.includes('Fixed amount for the period'));
    expect(withEntries.length).toBeGreaterThan(2);
    for (const page of withEntries) expect(page).toMatch(/^BALANCE USD$/m);
    const [entries = ''] = pages.join('\n').split('What is due when');
    const numbers = [...entries.matchAll(/^(\d{1,2})\n\d{1,2} \w{3} \d{4}\n2\.1$/gm)].map(([, number]) =>
      Number(number),
    );
    expect(numbers).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
  });

  it.each(Array.from({ length: 18 }, (_, index) => 5 + 2 * index))(
    'ends no page on a heading with %d entries',
    async (lineCount) => {
      const pages = readPdfText((await maker.make(aLongStatement(lineCount), 'client')).pdf);
      for (const page of pages) {
        const body = page.split('\n').filter((run) => !/^(Tally code|Page| of | *\d+|[0-9A-Z-]{19})/.test(run));
        expect(body.at(-1)).not.toMatch(headings);
      }
    },
  );

  it('names the font file that is missing', async () => {
    const lost = createDocumentMaker({ fontsFolder: new URL('.', import.meta.url) });
    const made = lost.make(aStatement(), 'client');
    await expect(made).rejects.toThrow(ConfigError);
    await expect(made).rejects.toThrow(/IBMPlexSerif_400Regular\.ttf/);
  });
});

describe('the mail parts', () => {
  it('load nothing from anywhere and run nothing', async () => {
    const { html } = await maker.make(aStatement(), 'client');
    expect(html).not.toMatch(/<(script|link|img|iframe|svg|form)\b|\bsrc=|url\(|@import|\son\w+=/i);
  });

  it('keep the text within 72 columns, its figures in line', async () => {
    const { text } = await maker.make(aLongStatement(), 'client');
    const lines = text.split('\n');
    expect(lines.filter((line) => Array.from(line).length > 72)).toEqual([]);
    const entryLines = lines.filter((line) => /clause 2\.1 .*\.00$/.test(line));
    expect(entryLines).toHaveLength(64);
    for (const line of entryLines) expect([line.length, line.slice(0, 50).trimEnd().length]).toEqual([72, 50]);
  });
});

const headings =
  /^(Entries|Adjustments to earlier periods|This period|What is due when|Introductions on record|Closings without a fee|Waiting for a decision|Services rendered|ON RECORD|BALANCE USD|AMOUNT USD)$/;

/** The words of each document in reading order on one line, as a person reads them. */
function wordsOf({ html, text, pdf }: StatementDocuments): { html: string; text: string; pdf: string } {
  const visible = html.replace(/<(style|title)>[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ');
  const unescaped = visible
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
  return { html: oneLine(unescaped), text: oneLine(text), pdf: oneLine(readPdfText(pdf).join('\n')) };
}

function oneLine(words: string): string {
  return words.replaceAll(/[\s\u00a0]+/g, ' ');
}

function amountsIn(words: string): string[] {
  return [...words.matchAll(/\u2212?\d[\d,]*\.\d\d\b/g)].map(([amount]) => amount).sort();
}

function withoutHalf(text: string): string {
  return text.replace(/ +(CLIENT|CONSULTANT)’S HALF/, '');
}

function mediaBoxOf({ pdf }: StatementDocuments): string | undefined {
  return /\/MediaBox \[0 0 ([\d.]+ [\d.]+)\]/.exec(Buffer.from(pdf).toString('latin1'))?.[1];
}
