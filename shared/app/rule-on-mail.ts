import { InputError } from '../core/errors.ts';
import { factsOf, type NewFact } from '../core/facts/fact.ts';
import { introductionOf } from '../core/mail/decide-mail.ts';
import { EVERYBODY } from '../core/mail/mail-questions.ts';
import { latest } from '../core/owed/versions.ts';
import type { ContractState } from './contract-state.ts';
import type { Decision } from './decide-waiting.ts';
import { introductionEntry } from './record-introduction.ts';

/** A person has said whom a mail introduces: the ruling, and an entry of the register for each of them. */
export function ruledOnMail(
  mail: string,
  { answer, by, reason, now }: Pick<Decision, 'answer' | 'by' | 'reason' | 'now'>,
  { facts, versions }: ContractState,
): readonly NewFact[] {
  const mailed = factsOf(facts, 'IntroductionMailed').find(({ data }) => data.mail === mail)?.data;
  if (mailed === undefined) throw new InputError(`There is no mail ${mail} to decide.`);
  const source = { kind: 'person' as const, name: by };
  const chosen = mailed.candidates.filter(({ address }) => answer === EVERYBODY || answer === address);
  const { timeZone } = latest(versions).terms;
  return [
    {
      id: `introduction-mail/${mail}/ruled`,
      type: 'IntroductionMailRuled',
      happenedAt: now,
      source,
      data: { mail, introduced: chosen.map(({ address }) => address), by, reason },
    },
    ...chosen.map((candidate) =>
      introductionEntry({ introduction: introductionOf(mailed, candidate, facts), source, now }, facts, timeZone),
    ),
  ];
}
