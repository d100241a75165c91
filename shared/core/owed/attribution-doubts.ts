import { daysAfter, type PlainDate } from '../calendar/plain-date.ts';
import { dateIn } from '../calendar/instant.ts';
import type { Fact } from '../facts/fact.ts';
import { isSameHouse } from '../introductions/names.ts';
import { registerOf } from '../introductions/register.ts';
import type { Scope } from '../terms/terms.ts';
import { questionOn, type Attribution } from './attribution.ts';
import { candidateOf, proofsOf, type AttributionAt } from './candidate.ts';
import type { Closing } from './closings.ts';
import { isNamed } from './condition.ts';

/** The life of the agreement, and how long after its end an introduction may still be put on record. */
export interface Life {
  readonly dated: PlainDate;
  readonly endsOn: PlainDate | undefined;
  readonly listWithinDays: number;
}

interface Around {
  readonly facts: readonly Fact[];
  readonly at: AttributionAt;
}

/**
 * An introduction that fits, made outside the life of the agreement or for a closing from before it, or put on record only
 * after the end, proves nothing by itself: the agreement does not say that it earns, so a person decides. The end freezes
 * the introductions that the tail protects.
 */
export function withinAgreement(attribution: Attribution, closing: Closing, life: Life, around: Around): Attribution {
  if (attribution.kind !== 'introduced' || closing.ruling !== undefined) return attribution;
  const { dated, endsOn, listWithinDays } = life;
  const { recordedAt, data } = attribution.introduction;
  const recordedOn = dateIn(recordedAt, around.at.timeZone);
  if (closing.state.closedOn < dated) {
    return doubted('the funding closed before the agreement was made', attribution, closing, around);
  }
  if (endsOn === undefined) return attribution;
  if (data.introducedOn > endsOn) {
    return doubted('the introduction was made after the agreement had ended', attribution, closing, around);
  }
  if (recordedOn > daysAfter(endsOn, listWithinDays)) {
    return doubted('the introduction was put on record after the agreement had ended', attribution, closing, around);
  }
  return attribution;
}

/**
 * An investor whose name is like one that the line leaves out, or names as the only ones, without being the same: whether
 * it is that one is a question. A ruling that names an introduction says that the line is about it.
 */
export function namedAlike(attribution: Attribution, closing: Closing, where: Scope, around: Around): Attribution {
  if (attribution.kind !== 'introduced' || closing.ruling !== undefined) return attribution;
  const { investor } = closing.state;
  const out = isNamed(where.notInvestors, investor) ? undefined : aliasAmong(where.notInvestors, closing);
  if (out !== undefined) {
    return doubted(`the fee line leaves out ${out}, whose name is like this investor's`, attribution, closing, around);
  }
  const only = isNamed(where.investors, investor) ? undefined : aliasAmong(where.investors, closing);
  if (only === undefined) return attribution;
  return doubted(`the fee line is for ${only} only, whose name is like this investor's`, attribution, closing, around);
}

/** What a fee line is about once a person has ruled on a name that is only alike. */
export function scopeAsRuled(where: Scope, attribution: Attribution, closing: Closing): Scope {
  const isRuled = closing.ruling !== undefined && attribution.kind === 'introduced';
  const isAsked = attribution.kind === 'question' && closing.ruling === undefined;
  if (!isRuled && !isAsked) return where;
  return aliasAmong(where.investors, closing) === undefined ? where : { ...where, investors: [] };
}

function aliasAmong(names: readonly string[], { state }: Closing): string | undefined {
  const { name, firm } = state.investor;
  return names.find((listed) => isSameHouse(listed, name) || (firm !== undefined && isSameHouse(listed, firm)));
}

function doubted(
  reason: string,
  { introduction }: Attribution & { kind: 'introduced' },
  closing: Closing,
  { facts, at }: Around,
): Attribution {
  const judging = { closing, register: registerOf(facts), at };
  const found = judging.register.introductions.filter(({ recorded }) => recorded.id === introduction.id);
  const kinds = [...at.rules.proves, ...at.rules.asks];
  const candidates = found.map((one) => candidateOf(one, proofsOf(one, judging, kinds), judging));
  const question = questionOn(reason, candidates, judging);
  return { ...question, sides: { ...question.sides, against: [sentence(reason), ...question.sides.against] } };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
