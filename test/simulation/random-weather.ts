import { epochOf } from '../../shared/core/calendar/instant.ts';
import { daysAfter, daysBetween, type PlainDate } from '../../shared/core/calendar/plain-date.ts';
import { noon } from '../builders/facts.ts';
import { VENDOR } from './crm-model.ts';
import type { Machine } from './machine.ts';
import { liftWhenCompared } from './restoring.ts';
import type { SeededRandom } from './seeded-random.ts';
import { DAY, HOUR, MINUTE, SECOND } from './virtual-time.ts';

/** A clock that is off by more is noticed: signatures of webhooks are refused from five minutes on. */
export const MOST_SKEW = 2 * MINUTE;
/** As many messages come twice in one run at most; whatever happens has to end. */
const MOST_REPEATED = 30;
/** How far back a table can be restored to: 35 days, as AWS keeps it. */
const MOST_DAYS_BACK = 35;

/** Everything on which a history rests is on record by then. */
interface Span {
  readonly from: PlainDate;
  readonly until: PlainDate;
  /** Whether its first contract has a connected CRM. */
  readonly isConnected: boolean;
  /** People enter again what they had entered; what is on record still stays as it is. */
  readonly enterAgain: () => void;
}

/**
 * What befalls a random history besides single calls that fail: messages that come twice, clocks that are off and jump, an outage of
 * everything or of one part for an hour to thirty days, a table restored. Each in a share of the seeds, so that most stay short. Answers
 * with whether a table is restored.
 */
export function befall(machine: Machine, random: SeededRandom, span: Span): { readonly isRestored: boolean } {
  if (random.chance(0.6)) repeatMessages(machine, random);
  if (random.chance(0.6)) reorderWebhooks(machine, random);
  if (random.chance(0.3)) skewClocks(machine, random);
  const isRestored = random.chance(0.04);
  if (isRestored) restoreOnce(machine, random, span);
  // A table that is restored is outage enough: in another one nobody would lift its fence.
  else if (random.chance(0.05))
    at(machine, random, span, () => machine.layer.goDown(machine.time.now + howLong(random)));
  else if (random.chance(0.08)) at(machine, random, span, () => stopPart(machine, random, span.isConnected));
  return { isRestored };
}

function repeatMessages({ weather }: Machine, random: SeededRandom): void {
  const share = random.pick([0.02, 0.1, 0.3]);
  weather.mostLate += 12 * HOUR;
  let left = MOST_REPEATED;
  weather.repeats = () => {
    if (left === 0 || !random.chance(share)) return undefined;
    left -= 1;
    return random.pick([SECOND, 6 * MINUTE, random.between(MINUTE, 12 * HOUR)]);
  };
}

/** Some webhooks are on their way for long, and what was sent after them is there before. */
function reorderWebhooks({ weather }: Machine, random: SeededRandom): void {
  const share = random.pick([0.1, 0.5, 1]);
  const most = random.pick([10 * SECOND, 10 * MINUTE, 12 * HOUR]);
  weather.mostLate += most;
  weather.late = () => (random.chance(share) ? random.between(1, most) : 0);
}

/** Every process has a clock of its own, so from one to the next the time may jump, back as well as forward. */
function skewClocks({ weather }: Machine, random: SeededRandom): void {
  const most = random.pick([5 * SECOND, MINUTE, MOST_SKEW]);
  weather.mostSkew = most;
  weather.skew = () => random.between(-most, most);
}

function howLong(random: SeededRandom): number {
  return random.pick([
    random.between(HOUR, DAY),
    random.between(HOUR, DAY),
    random.between(HOUR, DAY),
    random.between(DAY, 3 * DAY),
    random.between(3 * DAY, 30 * DAY),
  ]);
}

/** Without the table nothing works at all, and whoever tries again does so each minute: no longer than a day of that. */
function stopPart({ layer, time }: Machine, random: SeededRandom, isConnected: boolean): void {
  const vendors = ['invoicer', 'invoicer', 'mailer', 'mailer', ...(isConnected ? [VENDOR, VENDOR, VENDOR] : [])];
  const part = random.pick(['store', 'activations', 'bell', 'inbound', ...vendors]);
  layer.refusePort(part, time.now + (vendors.includes(part) ? howLong(random) : random.between(HOUR, DAY)));
}

/**
 * The table is restored to an earlier moment. What happened since is at Stripe; the CRM tells its part again; and an operator
 * compares and lifts the fence.
 */
function restoreOnce(machine: Machine, random: SeededRandom, span: Span): void {
  const { outside, senders, time } = machine;
  at(machine, random, span, () => {
    const then = outside.snapshot();
    const later = random.pick([
      random.between(HOUR, DAY),
      random.between(DAY, 8 * DAY),
      random.between(DAY, MOST_DAYS_BACK * DAY),
    ]);
    time.at(Math.min(time.now + later, epochOf(noon(span.until))), () => {
      outside.restore(then, 'table-2');
      machine.wantPull();
      // What was being read at the time of the backup is read again by the daily run.
      machine.wantDailyRun();
      // An outage may have put off what they entered until after the backup.
      span.enterAgain();
      // A queue takes the same message once in five minutes.
      time.at(time.now + 6 * MINUTE, () => {
        for (const webhook of senders.sent) if (webhook.source === 'crm') machine.webhook(webhook);
      });
      liftWhenCompared(machine, daysAfter(time.instant.slice(0, 10), 3));
    });
  });
}

/** At a moment of the span that the seed gives. */
function at({ time }: Machine, random: SeededRandom, { from, until }: Span, step: () => void): void {
  const hours = Math.max(1, daysBetween(from, until)) * 24;
  time.at(epochOf(noon(from)) + random.between(1, hours) * HOUR, step);
}
