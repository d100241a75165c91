import type { Instant } from '../shared/core/calendar/instant.ts';
import type { PlainDate } from '../shared/core/calendar/plain-date.ts';
import type { EventState, FactData, NewFact } from '../shared/core/facts/fact.ts';
import type { Investor } from '../shared/core/facts/investor.ts';
import type { Happening } from './happenings.ts';

const BY = 'the simulation';
const SOURCE = { kind: 'person', name: BY } as const;

interface Telling {
  readonly recordedAt: Instant;
  /** Noon of a day in the contract's zone. */
  readonly at: (on: PlainDate) => Instant;
  readonly currency: string;
  /** What has been paid of each receivable so far; moves on. */
  readonly paid: Map<string, bigint>;
}

type Told = Exclude<Happening, { kind: 'amendment' }>;

/** The facts of one happening, as the running system would record them. */
export function newFactsOf(happening: Told, telling: Telling): NewFact[] {
  const base = { happenedAt: telling.recordedAt, source: SOURCE };
  const { recordedAt } = telling;
  switch (happening.kind) {
    case 'introduction': {
      const data = {
        introduction: happening.id,
        investor: investorOf(happening),
        introducedOn: happening.on,
        how: 'simulated',
        by: BY,
      };
      return [{ ...base, id: `introduction/${happening.id}`, type: 'IntroductionRecorded', data }];
    }
    case 'closing':
    case 'correction': {
      const type = happening.kind === 'closing' ? 'ClosingReported' : 'ClosingCorrected';
      const id = `${happening.kind}/${happening.id}/${recordedAt}`;
      return [{ ...base, id, type, data: stateOf(happening, telling) }];
    }
    case 'event': {
      const { about } = happening;
      const data = {
        ...stateOf(happening, telling),
        kind: happening.event,
        ...(about === undefined ? {} : { about }),
      };
      return [{ ...base, id: `event/${happening.id}/${recordedAt}`, type: 'EventReported', data }];
    }
    case 'expense': {
      const { category, approvedBy, receipt } = happening;
      const data = {
        ...stateOf({ ...happening, instrument: category }, telling),
        kind: 'expense',
        ...(approvedBy === undefined ? {} : { approvedBy }),
        ...(receipt === undefined ? {} : { receipt }),
      };
      return [{ ...base, id: `event/${happening.id}/${recordedAt}`, type: 'EventReported', data }];
    }
    case 'unpaid':
    case 'payment': {
      const amountMinor = happening.kind === 'payment' ? happening.amount : 0n;
      const paidMinor = (telling.paid.get(happening.of) ?? 0n) + amountMinor;
      telling.paid.set(happening.of, paidMinor);
      const posting = `${happening.of}#1`;
      const data = { posting, invoice: `simulated/${posting}`, paidMinor, paidAt: telling.at(happening.on) };
      return [{ ...base, id: `payment/${posting}/${paidMinor}`, type: 'PaymentReported', data }];
    }
    case 'reversal':
    case 'ruling':
    case 'end':
    case 'notice':
    case 'pause':
    case 'election':
    case 'conversion':
    case 'index':
    case 'licence':
    case 'done':
      return [{ ...base, ...recordOf(happening, recordedAt) }];
    default:
      return happening satisfies never;
  }
}

type Recorded = Exclude<
  Told,
  { kind: 'introduction' | 'closing' | 'correction' | 'event' | 'expense' | 'payment' | 'unpaid' }
>;
type BareFact = NewFact extends infer F ? (F extends NewFact ? Pick<F, 'id' | 'type' | 'data'> : never) : never;

/** What a person would put on record. */
function recordOf(happening: Recorded, recordedAt: Instant): BareFact {
  switch (happening.kind) {
    case 'reversal': {
      const data = { closing: happening.id, externalId: happening.id, reason: 'simulated', reportedAt: recordedAt };
      return { id: `reversal/${happening.id}/${recordedAt}`, type: 'ClosingReversed', data };
    }
    case 'ruling': {
      const { closing, introduction } = happening;
      const data = { closing, introduction, by: BY, reason: 'simulated' };
      return { id: `ruling/${closing}/${recordedAt}`, type: 'ClosingAttributed', data };
    }
    case 'end': {
      const data = { endsOn: happening.on, by: BY, reason: 'simulated', ...partyOf(happening) };
      return { id: `end/${happening.on}`, type: 'ContractEnded', data };
    }
    case 'notice': {
      const data = { noticeOn: happening.on, party: happening.by, by: BY, reason: 'simulated', ...causeOf(happening) };
      return { id: `notice/${happening.on}`, type: 'NoticeGiven', data };
    }
    case 'pause': {
      const { id: pause, from, to } = happening;
      return { id: `pause/${pause}`, type: 'PauseRecorded', data: { pause, from, to, by: BY, reason: 'simulated' } };
    }
    case 'election':
      return { id: `election/${happening.id}`, type: 'ElectionMade', data: electionOf(happening) };
    case 'conversion': {
      const { from, to, rate, on, source } = happening;
      const data = { from, to, rate, statedFor: on, source, by: BY };
      return { id: `conversion/${from}-${to}/${on}`, type: 'ConversionStated', data };
    }
    case 'index': {
      const { index, value, on, source } = happening;
      const data = { index, value, statedFor: on, source, by: BY };
      return { id: `index/${index}/${on}`, type: 'IndexStated', data };
    }
    case 'licence': {
      const { id, clause, validFrom, validTo } = happening;
      const data = { clause, licence: id, validFrom, ...(validTo === undefined ? {} : { validTo }) };
      return { id: `licence/${id}`, type: 'LicenceRecorded', data };
    }
    case 'done': {
      const { term, remindedOn, what } = happening;
      return {
        id: `manual/${term}/${remindedOn}`,
        type: 'ManualTermHandled',
        data: { term, remindedOn, what, by: BY },
      };
    }
    default:
      return happening satisfies never;
  }
}

function electionOf({ id, of, unit, share, price, on }: Recorded & { kind: 'election' }): FactData['ElectionMade'] {
  const stated = price === undefined ? {} : { price };
  return { election: id, receivables: of, unit, share: share ?? '100%', ...stated, electedOn: on, by: BY };
}

function partyOf({ by, forCause }: Recorded & { kind: 'end' }) {
  return { ...(by === undefined ? {} : { party: by }), ...causeOf({ forCause }) };
}

function causeOf({ forCause }: { readonly forCause?: boolean | undefined }) {
  return forCause === undefined ? {} : { forCause };
}

type Stated = Pick<Told & { kind: 'event' }, 'id' | 'amount' | 'on'> &
  Partial<Pick<Told & { kind: 'event' }, 'investor' | 'emails' | 'crmIds' | 'currency' | 'instrument' | 'classes'>> &
  Partial<Pick<Told & { kind: 'event' }, 'quantities' | 'prices' | 'deductions' | 'paidToOthers'>>;

function stateOf(happening: Stated, { recordedAt, currency }: Telling): Omit<EventState, 'kind'> {
  const {
    id,
    amount: amountMinor = 0n,
    instrument,
    classes,
    quantities,
    prices,
    deductions,
    paidToOthers,
    on,
  } = happening;
  return {
    closing: id,
    externalId: id,
    investor: investorOf(happening),
    amountMinor,
    currency: happening.currency ?? currency,
    closedOn: on,
    ...(instrument === undefined ? {} : { instrument }),
    ...(classes === undefined ? {} : { classes }),
    ...(quantities === undefined ? {} : { quantities }),
    ...(prices === undefined ? {} : { prices }),
    ...(deductions === undefined ? {} : { deductionsMinor: deductions }),
    ...(paidToOthers === undefined ? {} : { paidToOthersMinor: paidToOthers }),
    reportedAt: recordedAt,
  };
}

function investorOf(happening: {
  readonly investor?: string | undefined;
  readonly emails?: readonly string[] | undefined;
  readonly crmIds?: readonly string[] | undefined;
}): Investor {
  return {
    name: happening.investor ?? 'nobody in particular',
    emails: (happening.emails ?? []).map((address) => address.toLowerCase()),
    crmIds: happening.crmIds ?? [],
  };
}
