import type { NoticeMail } from '../../shared/ports/mailer.ts';
import type { SentMail } from './outside.ts';
import { broken, type Broken } from './broken.ts';
import { canariesOf, markOf, type Canary } from './canary.ts';
import { notText } from './hostile.ts';
import type { Machine } from './machine.ts';

/**
 * A canary of one party, or of another contract, is in no mail, invoice or log that is not theirs. Whose a mail is, its
 * address says: each party of each contract has one of its own.
 */
export function strayCanaries({ outside, log }: Machine): Broken {
  for (const mail of [...outside.mails, ...outside.notices]) {
    const wrong = strayIn(mail);
    if (wrong !== undefined) return wrong;
  }
  for (const invoice of outside.invoicer.created) {
    const text = `${invoice.description} ${invoice.workingUrl}`;
    const own = markOf(invoice.contractId);
    const stray = canariesOf(text).find(({ who, of }) => of !== own || (who !== 'client' && who !== 'both'));
    if (stray !== undefined)
      return broken('an invoice holds nothing of others', `${invoice.posting}: ${nameOf(stray)}`);
    if (!hasWorking(outside, invoice)) return broken('an invoice links to its own working', invoice.posting);
  }
  const line = log.lines.find((one) => canariesOf(one).length > 0);
  return line === undefined ? undefined : broken('logs carry ids only', line);
}

function hasWorking(
  { memory }: Machine['outside'],
  invoice: { contractId: string; workingUrl: string; posting: string },
) {
  const hash = invoice.workingUrl.slice(invoice.workingUrl.lastIndexOf('/') + 1);
  const { workings } = memory.contracts.get(invoice.contractId) ?? {};
  // A table that was restored may have lost it, and makes another; what it does not have shows nobody anything.
  return (workings?.get(hash)?.posting ?? invoice.posting) === invoice.posting;
}

/** Reads a mail as its party does: whatever is in it for others is a leak. */
export function strayIn(mail: SentMail | NoticeMail): Broken {
  const { to, contractId, documents } = mail;
  const name = 'statementId' in mail ? mail.statementId : mail.noticeId;
  const [owner, ...others] = to.flatMap(canariesOf);
  const which = `${contractId} ${name} to ${owner?.who ?? 'nobody'}`;
  const isTheirs = owner?.who === mail.party && owner.of === markOf(contractId);
  if (!isTheirs || others.length > 0) return broken('a mail goes to its own party', which);
  const { subject, html, text } = documents;
  const inIt = verdicts.get(documents) ?? canariesOf(`${subject}\n${html}\n${text}`);
  verdicts.set(documents, inIt);
  return strayOf(inIt, owner, which) ?? notText(documents);
}

/** Documents are kept over many runs, and so is what is in them. */
const verdicts = new WeakMap<object, readonly Canary[]>();

export function strayOf(found: readonly Canary[], owner: Canary, which: string): Broken {
  const stray = found.find(({ who, of }) => of !== owner.of || (who !== owner.who && who !== 'both'));
  if (stray !== undefined)
    return broken("a mail holds nothing of the other's or of another contract's", `${which}: ${nameOf(stray)}`);
  if (found.length === 0) return broken('a mail names its contract', which);
  return undefined;
}

function nameOf({ who, of }: Canary): string {
  return `a canary for ${who} of ${of}`;
}
