import { factsOf, type Fact, type FactData } from '../facts/fact.ts';
import type { Terms } from '../terms/terms.ts';
import type { DueNotice } from './notice.ts';

/** What became of each mail that the consultant copied to the register; told to the consultant alone, by its own addresses. */
export function mailNotices({ terms, facts }: { readonly terms: Terms; readonly facts: readonly Fact[] }): DueNotice[] {
  return factsOf(facts, 'IntroductionMailed').map(({ data }) => ({
    id: `introduction-mail/${data.mail}`,
    party: 'consultant',
    content: {
      subject: `${SUBJECTS[data.outcome]}: ${terms.title}`,
      paragraphs: [
        `Your e-mail from ${data.from} was copied to the register of introductions under ${terms.title}, and is proven to be yours.`,
        ...WORDS[data.outcome](data),
      ],
      particulars: [
        { label: 'Mail', value: data.mail },
        { label: 'SHA-256', value: data.evidence[0].sha256 },
      ],
    },
  }));
}

const SUBJECTS: Readonly<Record<FactData['IntroductionMailed']['outcome'], string>> = {
  recorded: 'Your introduction is on record',
  asked: 'Your introduction waits for a decision',
  nobody: 'Your e-mail introduces nobody',
};

const WORDS: Readonly<Record<keyof typeof SUBJECTS, (mailed: FactData['IntroductionMailed']) => string[]>> = {
  recorded: ({ candidates }) => [
    `It is on record that it introduces ${candidates.map(({ address }) => address).join(', ')} to the client.`,
  ],
  asked: ({ why }) => [
    'It is kept as evidence, and a person says whom it introduces.',
    why.join(' '),
    'An introduction is put on record by itself when one person is introduced, the client is among To or Cc, and the register is copied in Cc.',
  ],
  nobody: ({ why }) => [
    `It is kept as evidence, and nobody was put on record. ${why.join(' ')}`,
    'Send it to the person whom you introduce and to the client, and copy the register.',
  ],
};
