import { formatDate } from '../calendar/format-date.ts';
import { dateIn } from '../calendar/instant.ts';
import { nameOf } from '../facts/investor.ts';
import { matchesOf } from '../introductions/matching.ts';
import { introducedOn, introducerOf, type Candidate, type Judging } from './candidate.ts';

/** What speaks for an introduction as the one from which a closing came, and what speaks against it. */
export interface Sides {
  readonly for: readonly string[];
  readonly against: readonly string[];
}

/** What the software would answer, and why; a person decides. */
export interface Proposal {
  /** The id of an introduction, or `nobody`. */
  readonly answer: string;
  readonly because: string;
}

/** Both sides of every candidate; with several, each line names its introduction. */
export function sidesOf(candidates: readonly Candidate[], judging: Judging): Sides {
  const cases = candidates.map((candidate) => {
    const prefix = candidates.length === 1 ? '' : `${candidate.introduction.id}: `;
    const named = (line: string): string => `${prefix}${line}`;
    return {
      for: pleaFor(candidate, judging).map(named),
      against: pleaAgainst(candidate, judging).map(named),
    };
  });
  const others = candidates.length < 2 ? [] : severalIntroducers(candidates, judging);
  return {
    for: cases.flatMap((one) => one.for),
    against: [...cases.flatMap((one) => one.against), ...others],
  };
}

function pleaFor(candidate: Candidate, { closing, at }: Judging): string[] {
  const { introduction, proofs, standing } = candidate;
  const { recorded } = introduction;
  const recordedOn = dateIn(recorded.recordedAt, at.timeZone);
  const reportedOn = dateIn(closing.firstReportedAt, at.timeZone);
  const isEarly = recorded.recordedAt <= closing.firstReportedAt && recorded.seq < closing.firstSeq;
  const kept = introduction.evidence.map(({ name, sha256 }) => `${name} (${sha256.slice(0, 12)})`);
  const isHeld =
    standing.kind === 'acknowledged' || standing.kind === 'upheld' || standing.kind === 'accepted-by-silence';
  return [
    ...proofs.map(({ words, fact }) =>
      fact === recorded ? `Same ${words}` : `Same ${words}, added ${formatDate(dateIn(fact.recordedAt, at.timeZone))}`,
    ),
    `Introduced on ${formatDate(introducedOn(candidate))} by ${recorded.data.how}`,
    ...(isEarly
      ? [`On record since ${formatDate(recordedOn)}; the closing was first reported on ${formatDate(reportedOn)}`]
      : []),
    ...(kept.length === 0 ? [] : [`Evidence: ${kept.join(', ')}`]),
    ...(isHeld ? [capital(standing.words)] : []),
  ];
}

function pleaAgainst(candidate: Candidate, { closing, register, at }: Judging): string[] {
  const { introduction, proofs, standing, contacts } = candidate;
  const { recorded } = introduction;
  const on = (instant: string): string => formatDate(dateIn(instant, at.timeZone));
  const { closedOn, investor } = closing.state;
  const open = register.opened.get(closing.id);
  const isLate = recorded.seq > closing.firstSeq || recorded.recordedAt > closing.firstReportedAt;
  const isProven = proofs.some(({ kind }) => at.rules.proves.includes(kind));
  const isDenied = standing.kind === 'disputed' || standing.kind === 'disputed-by-silence' || standing.kind === 'open';
  return [
    ...(isLate
      ? [
          `Recorded on ${on(recorded.recordedAt)}, after the closing was first reported on ${on(closing.firstReportedAt)}`,
        ]
      : []),
    ...(introducedOn(candidate) > closedOn ? [`Made after the closing of ${formatDate(closedOn)}`] : []),
    ...(isProven ? lateProof(candidate, at.timeZone) : unlike(candidate, investor)),
    ...(open !== undefined && open.data.reportedAt < recorded.recordedAt && !isLate
      ? [`The funding was open at the CRM on ${on(open.data.reportedAt)}, before the introduction was on record`]
      : []),
    ...(isDenied && standing.words !== 'the client has said nothing' ? [capital(standing.words)] : []),
    ...standing.lateObjections.map(
      ({ data, recordedAt }) => `${data.by} objected too late, on ${on(recordedAt)}: ${data.reason}`,
    ),
    ...contacts.map(
      ({ data, recordedAt }) =>
        `The client says that it knew ${nameOf(data.investor)} on ${formatDate(data.knownOn)} by ${data.how}, recorded on ${on(recordedAt)}`,
    ),
    ...(introduction.evidence.length === 0 ? ['No evidence of it is on record'] : []),
  ];
}

/** What was added to an introduction only after the closing was known. */
function lateProof({ proofs, introduction }: Candidate, timeZone: string): string[] {
  return proofs
    .filter(({ inTime, fact }) => !inTime && fact !== introduction.recorded)
    .map(({ words, fact }) => `The ${words} was added only on ${formatDate(dateIn(fact.recordedAt, timeZone))}`);
}

/** Where ids are on both sides and differ, that speaks against. */
function unlike({ introduction }: Candidate, investor: Candidate['introduction']['investor']): string[] {
  const mine = introduction.investor;
  const differs = (
    [
      ['crm-id', 'CRM ids', mine.crmIds, investor.crmIds],
      ['email', 'e-mail addresses', mine.emails, investor.emails],
      ['registry-number', 'register numbers', mine.registryIds ?? [], investor.registryIds ?? []],
    ] as const
  ).filter(([kind, , a, b]) => a.length > 0 && b.length > 0 && matchesOf(mine, investor, [kind]).length === 0);
  const words = differs.map(([, what]) => what);
  return words.length === 0 ? ['No id or address is the same'] : [`Other ${words.join(' and ')}`];
}

function severalIntroducers(candidates: readonly Candidate[], { at }: Judging): string[] {
  const introducers = [...new Set(candidates.map((candidate) => introducerOf(candidate, at)))];
  return introducers.length < 2 ? [] : [`Introduced by several: ${introducers.join(', ')}`];
}

/** What the software would answer: the first candidate that earns by what is on record, else nobody. */
export function proposalOf(candidates: readonly Candidate[], judging: Judging): Proposal {
  const opinions = candidates.map((candidate) => opinionOn(candidate, judging));
  const [first] = opinions;
  return (
    opinions.find(({ answer }) => answer !== 'nobody') ??
    first ?? { answer: 'nobody', because: 'no introduction on record has anything in common with this investor' }
  );
}

function opinionOn({ introduction, proofs, contacts, standing }: Candidate, { at }: Judging): Proposal {
  const yes = (because: string): Proposal => ({ answer: introduction.id, because });
  const [best] = proofs.filter(({ inTime }) => inTime);
  if (best === undefined && proofs.length > 0) {
    return nobodys('what is on record only after a closing was known proves nothing by itself');
  }
  if (contacts.length > 0 && standing.kind !== 'acknowledged' && standing.kind !== 'upheld') {
    return nobodys('the client names a contact with the investor from before the introduction');
  }
  if (standing.kind === 'disputed-by-silence') return nobodys('the client has not accepted the introduction in time');
  if (best === undefined) return nobodys('nothing but an earlier ruling speaks for it');
  if (at.rules.proves.includes(best.kind)) {
    return yes(`the ${best.words} is the same and was on record in time${dispute(standing.kind)}`);
  }
  return WEAK[best.kind]
    ? yes(`${best.words}: most likely the same investor`)
    : nobodys(`${best.words}: another name of the same house`);
}

function nobodys(because: string): Proposal {
  return { answer: 'nobody', because };
}

function dispute(kind: Candidate['standing']['kind']): string {
  return kind === 'disputed' ? ', and the objection names no earlier contact' : '';
}

/** Whether a likeness that proves nothing by itself still makes it likely. */
const WEAK: Readonly<Record<Candidate['proofs'][number]['kind'], boolean>> = {
  'crm-id': true,
  email: true,
  'registry-number': true,
  domain: true,
  name: true,
  affiliate: false,
};

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
