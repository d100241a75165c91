import type { Plain } from '../../shared/core/json.ts';
import { broken, type Broken } from './broken.ts';
import { textIn } from './canary.ts';
import type { Machine } from './machine.ts';
import type { Outside } from './outside.ts';
import { soundOf } from './sound.ts';

/** A statement of each month carries on from the one before, reached both parties, and went again for a reason that is on record. */
export function wrongStatements({ outside, lost }: Machine, today: string): Broken {
  const mailsOf = Map.groupBy(outside.mails, ({ contractId }) => contractId);
  for (const [id, { statements, intents, terms }] of soundOf(outside)) {
    const mails = mailsOf.get(id) ?? [];
    let closing = 0n;
    let taken = 0;
    for (const statement of statements.values()) {
      if (statement.openingBalanceMinor !== closing)
        return broken('a statement opens where the last one closed', `${id} ${statement.id}`);
      closing = statement.closingBalanceMinor;
      taken += 1;
      for (const party of ['client', 'consultant'] as const) {
        const sent = mails.filter((mail) => mail.statementId === statement.id && mail.party === party);
        const explained = intents.get(`mail/${statement.id}/${party}`)?.attempt ?? 0;
        // Of a mail that came back nobody knows when SES's word of it was lost in its queue.
        if (!sent.some(({ comesBack, messageId }) => !comesBack || lost.has(`ses/${messageId}/bounced`)))
          return broken('every statement reaches both parties', `${id} ${statement.id} to the ${party}`);
        // Of what went before it was restored the table knows nothing; docs/deploy.md says that it goes again.
        if (sent.filter((mail) => !outside.forgotten.has(mail)).length > explained)
          return broken('a second mail has its reason on record', `${id} ${statement.id} to the ${party}`);
      }
    }
    const months = monthsOver(terms.get(1)?.file ?? {}, today);
    if (taken !== months)
      return broken('a statement is sealed for every month that is over', `${id}: ${taken}, not ${months}`);
  }
  return undefined;
}

/** A notice that is on record went, and went again for a reason that is on record. */
export function wrongNotices(outside: Outside): Broken {
  const { notices, forgotten } = outside;
  const sentOf = Map.groupBy(notices, ({ contractId }) => contractId);
  for (const [contract, { intents }] of soundOf(outside)) {
    for (const intent of intents.values()) {
      if (!('notice' in intent)) continue;
      const { notice, party, attempt } = intent;
      const sent = (sentOf.get(contract) ?? []).filter((mail) => mail.noticeId === notice.id && mail.party === party);
      if (sent.length === 0)
        return broken('every notice goes to its party', `${contract} ${notice.id} to the ${party}`);
      if (sent.filter((mail) => !forgotten.has(mail)).length > attempt)
        return broken('a second mail has its reason on record', `${contract} ${notice.id} to the ${party}`);
    }
  }
  return undefined;
}

/** How many months, that of the agreement the first, are over on a day. */
export function monthsOver(file: Plain, today: string): number {
  const dated = textIn(file, 'dated');
  return (
    (Number(today.slice(0, 4)) - Number(dated.slice(0, 4))) * 12 + Number(today.slice(5, 7)) - Number(dated.slice(5, 7))
  );
}
