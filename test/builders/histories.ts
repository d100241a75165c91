import * as fc from 'fast-check';
import { daysAfter } from '../../shared/core/calendar/plain-date.ts';
import {
  anInvestor,
  closed,
  corrected,
  ended,
  introduced,
  paid,
  reversed,
  ruled,
  STRANGER,
  type Said,
} from './facts.ts';

const INVESTORS = [anInvestor(), STRANGER, { name: 'Harbor Ridge', crmIds: [], emails: [] }];
const POSTINGS = ['retainer/1999-04-06#1', 'retainer/1999-05-06#1', 'finders-fee/c1#1', 'finders-fee/c2#1'];

const day = fc.integer({ min: 0, max: 400 }).map((days) => daysAfter('1999-04-06', days));
const closing = fc.constantFrom('c1', 'c2');
const investor = fc.constantFrom(...INVESTORS);
/** Up to 49,000,000 cents, so that no fee needs an approval; zero and one are among them. */
const amountMinor = fc.bigInt({ min: 0n, max: 49_000_000n });

const event: fc.Arbitrary<Said> = fc.oneof(
  day.map((on) => introduced(anInvestor(), { on, recordedOn: on, id: `intro-${on}` })),
  fc.record({ closing, closedOn: day, investor, amountMinor }).map((state) => closed(state)),
  fc
    .tuple(fc.record({ closing, closedOn: day, investor, amountMinor }), day)
    .map(([state, on]) => corrected(state, on)),
  fc.tuple(day, closing).map(([on, id]) => reversed(on, id)),
  fc.tuple(fc.constantFrom('intro-0001', null), day, closing).map(([intro, on, id]) => ruled(intro, on, id)),
  fc
    .tuple(fc.constantFrom(...POSTINGS), fc.bigInt({ min: 1n, max: 200_000n }), day)
    .map(([posting, minor, on]) => paid(posting, minor, on)),
  fc.tuple(day, day).map(([endsOn, on]) => ended(endsOn, on)),
);

/** What may happen to the 1999 agreement in its first year, in the order in which it is recorded. */
export const aHistory: fc.Arbitrary<Said[]> = fc
  .array(event, { maxLength: 14 })
  .map((events) => events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)));
