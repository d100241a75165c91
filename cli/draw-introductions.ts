import type { IntroductionsProof, IntroductionsView } from '../shared/app/view-introductions.ts';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import { nameOf } from '../shared/core/facts/investor.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import { bad, bold, count, good, notable, pairs, paragraph, printable } from './terminal/text.ts';

/** The register as a person reads it. */
export function drawRegister({ introductions, priorContacts, exposure, head }: IntroductionsView): string[] {
  return [
    ...(introductions.length === 0 ? ['No introduction is on record.'] : introductions.flatMap(drawIntroduction)),
    ...section(
      'The client knew before',
      priorContacts.map(
        ({ contact, investor, knownOn, how }) => `${nameOf(investor)}, ${formatDate(knownOn)}, by ${how} (${contact})`,
      ),
    ),
    ...section(
      `If the open fundings closed: ${formatMoney(exposure.totalMinor, exposure.currency)} would be owed`,
      exposure.items.map(({ investor, fundingMinor, currency, stage, feeMinor, note }) => {
        const outcome = note ?? formatMoney(feeMinor, exposure.currency);
        return `${investor}, ${formatMoney(fundingMinor, currency)}, at the stage ${stage}: ${outcome}`;
      }),
    ),
    ...pairs([['Register', `${count(head.entries, 'entry', 'entries')}, ${head.hash}`]]),
  ];
}

function drawIntroduction(one: IntroductionsView['introductions'][number]): string[] {
  const { id, investor, introducedOn, recordedOn, how, by, introducedBy, evidence, standing, tails } = one;
  const idents = [...investor.crmIds, ...investor.emails, ...(investor.registryIds ?? [])];
  const late = one.lateObjections.map((it) => `${it.by}: ${it.reason}`);
  return [
    bold(printable(`${id}: ${nameOf(investor)}`)),
    ...pairs(
      [
        [
          'introduced',
          `${formatDate(introducedOn)} by ${how}${introducedBy === undefined ? '' : `, by ${introducedBy}`}`,
        ],
        ['on record', `${formatDate(recordedOn)}, by ${by}`],
        ['ids', idents.length === 0 ? 'none: no closing can be attributed by itself' : idents.join(', ')],
        ['evidence', evidence.length === 0 ? 'none' : evidence.map(evidenceLine).join('\n')],
        ['stands', standing.words],
        ['told', standing.toldOn === undefined ? 'not yet' : formatDate(standing.toldOn)],
        ['too late', late.length === 0 ? undefined : late.join('\n')],
        ['earns', tails.map(({ words, clause }) => `${words} (clause ${clause})`).join('\n')],
      ],
      2,
    ),
    '',
  ];
}

function evidenceLine({ name, sha256, kept }: IntroductionsView['introductions'][number]['evidence'][number]): string {
  return `${name} ${sha256.slice(0, 16)}${kept === true ? '' : ' (its hash alone)'}`;
}

function section(heading: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [bold(printable(heading)), ...items.flatMap((item) => paragraph(item, 2)), ''];
}

/** Whether the register is whole, and what came on record too late to prove anything. */
export function drawProof({ whole, head, heldBy, faults, recordedLate }: IntroductionsProof): string[] {
  return [
    whole
      ? good(`The register is whole: ${count(head.entries, 'entry', 'entries')}, each linked to the one before.`)
      : bad('The register is not what was written.'),
    ...paragraph(`Compared with ${count(heldBy, 'sealed statement')}. The last link is ${head.hash}.`),
    ...faults.flatMap(({ seq, fact, what }) => ['', bold(printable(`Fact ${seq}, ${fact}`)), ...paragraph(what, 2)]),
    ...(recordedLate.length === 0
      ? ['No introduction was recorded only after a closing was known.']
      : ['', notable('Recorded only after a closing was known; such an introduction earns nothing by itself:')]),
    ...recordedLate.flatMap(({ introduction, investor, closing, recordedOn, reportedOn, same }) =>
      paragraph(
        `${introduction} (${investor}), recorded ${formatDate(recordedOn)}; ${closing} was first reported ` +
          `${formatDate(reportedOn)}. Same ${same}.`,
        2,
      ),
    ),
  ];
}
