import { factsOf } from '../core/facts/fact.ts';
import { mailQuestions } from '../core/mail/mail-questions.ts';
import { latest } from '../core/owed/versions.ts';
import type { MailNotes } from '../ports/mail-intake.ts';
import type { Store } from '../ports/store.ts';
import { readState } from './contract-state.ts';

export interface MailsWorld {
  readonly store: Store;
  readonly notes: MailNotes;
  readonly intakeDomain: string | undefined;
}

/** The mails that were copied to a contract's register: those on its record, and those that prove nothing, each with why. */
export async function viewMails({ store, notes, intakeDomain }: MailsWorld, contractId: string) {
  const { facts, versions } = await readState(store, contractId);
  const { consultant, timeZone } = latest(versions).terms;
  const ruled = new Map(factsOf(facts, 'IntroductionMailRuled').map(({ data }) => [data.mail, data]));
  const asked = new Set(mailQuestions(facts, timeZone).map(({ id }) => id));
  return {
    ...(intakeDomain === undefined ? {} : { address: `${contractId}@${intakeDomain}` }),
    registered: consultant.introducesFrom ?? consultant.statementsTo,
    mails: factsOf(facts, 'IntroductionMailed').map(({ data, happenedAt }) => {
      const { mail, from, outcome, why, candidates, evidence } = data;
      const ruling = ruled.get(mail);
      return {
        mail,
        receivedAt: happenedAt,
        from,
        outcome,
        why,
        introduced: ruling?.introduced ?? (outcome === 'recorded' ? candidates.map(({ address }) => address) : []),
        ...(ruling === undefined ? {} : { ruledBy: ruling.by, reason: ruling.reason }),
        ...(asked.has(`introduction/${mail}`) ? { waiting: `introduction/${mail}` } : {}),
        sha256: evidence[0].sha256,
      };
    }),
    notes: await notes.listMailNotes(contractId),
  };
}

export type MailsView = Awaited<ReturnType<typeof viewMails>>;
