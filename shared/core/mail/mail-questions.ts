import { dateIn } from '../calendar/instant.ts';
import { factsOf, type Fact, type FactOf } from '../facts/fact.ts';
import type { Waiting } from '../owed/receivable.ts';

/** The answers beside the address of one candidate. */
export const EVERYBODY = 'everybody';
export const NOBODY = 'nobody';

/** Mails of the consultant of which it is not sure whom they introduce, until a person has said so. */
export function mailQuestions(facts: readonly Fact[], timeZone: string): Waiting[] {
  const ruled = new Set(factsOf(facts, 'IntroductionMailRuled').map(({ data }) => data.mail));
  return factsOf(facts, 'IntroductionMailed')
    .filter(({ data }) => data.outcome === 'asked' && !ruled.has(data.mail))
    .map((fact) => questionOf(fact, timeZone));
}

function questionOf({ data, recordedAt }: FactOf<'IntroductionMailed'>, timeZone: string): Waiting {
  const {
    mail,
    from,
    why,
    candidates,
    evidence: [message],
  } = data;
  const addresses = candidates.map(({ address }) => address);
  const everybody = addresses.length > 1 ? [EVERYBODY] : [];
  return {
    id: `introduction/${mail}`,
    kind: 'introduction',
    clause: '',
    what: `A mail of ${from} was copied to the register. Whom does it introduce?`,
    why: why.join(' '),
    answers: [...addresses, ...everybody, NOBODY],
    evidence: [
      ...candidates.map(({ name, address }) => (name === address ? address : `${name} <${address}>`)),
      `${message.name}, SHA-256 ${message.sha256}`,
    ],
    since: dateIn(recordedAt, timeZone),
  };
}
