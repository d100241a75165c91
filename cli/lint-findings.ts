import { mostADayOf } from '../shared/core/ledger/day-limit.ts';
import { SILENCE_KEYS, SILENCES } from '../shared/core/terms/silences.ts';
import { formatMoney } from '../shared/core/money/format-money.ts';
import type { Terms } from '../shared/core/terms/terms.ts';
import type { Finding } from './finding.ts';
import { dateFindings } from './lint-dates.ts';
import { feeFindings } from './lint-fees.ts';
import { moreFindings } from './lint-more.ts';
import { reportFindings } from './lint-reports.ts';

/** Every risk that the terms themselves show. Example: the 1999 agreement has an open-ended tail. */
export function lintFindings(terms: Terms): Finding[] {
  return [
    ...unread(terms),
    ...unconfirmed(terms),
    ...feeFindings(terms),
    ...dateFindings(terms),
    ...moreFindings(terms),
    ...reportFindings(terms),
    ...ungated(terms),
    ...unboundedDay(terms),
    ...uncorrected(terms),
    ...undisputed(terms),
    ...unreminded(terms),
    ...oneSided(terms),
  ];
}

function unread({ readings }: Terms): Finding[] {
  return SILENCE_KEYS.filter((key) => !readings.some((reading) => reading.silence === key)).map((key) => ({
    about: key,
    what: `Nobody has answered: ${SILENCES[key]}`,
    advice: `Add a reading of ${key} under readings, with who took it and when.`,
  }));
}

/** A reading binds nobody until somebody of the contract has taken it. */
function unconfirmed({ readings, people }: Terms): Finding[] {
  const names = new Set(people.map((person) => person.name));
  const outsiders = readings.filter((reading) => !names.has(reading.takenBy));
  if (outsiders.length === 0) return [];
  const takers = [...new Set(outsiders.map((reading) => reading.takenBy))].join(', ');
  return [
    {
      about: 'readings',
      what: `${outsiders.length} of ${readings.length} readings were taken by ${takers}, not by a person of the contract.`,
      advice: 'Let both parties read them, and put the name of who agreed in takenBy.',
    },
  ];
}

function ungated({ licenceGate, terms }: Terms): Finding[] {
  if (licenceGate.on || !terms.some((term) => term.kind === 'success-fee')) return [];
  return [
    {
      about: 'licenceGate',
      clause: licenceGate.clause,
      what: 'The licence gate is off: a fee on a securities closing is invoiced without a licence on record.',
      advice: 'Turn it on, or let counsel confirm that no licence or exemption is needed.',
    },
  ];
}

function unboundedDay({ bounds, currency }: Terms): Finding[] {
  if (bounds.mostADayMinor !== undefined) return [];
  const most = formatMoney(mostADayOf(bounds), currency);
  return [
    {
      about: 'bounds',
      what: `The file does not say how much may be invoiced in one day: read as ten times approvalAbove, ${most}.`,
      advice: 'Add mostADay under bounds with the most that one day should ever bring.',
    },
  ];
}

function uncorrected({ corrections }: Terms): Finding[] {
  if (corrections !== undefined) return [];
  return [
    {
      about: 'corrections',
      what: 'Nobody has said what becomes of a correction down on an invoice that was paid: it is read as a credit on the next invoice.',
      advice: 'Add corrections with onPaid: refund, or customer-balance.',
    },
  ];
}

function unreminded({ reminders }: Terms): Finding[] {
  if (reminders !== undefined) return [];
  return [
    {
      about: 'reminders',
      what: 'Nobody is reminded of a bill that is late.',
      advice: 'Add reminders with daysLate, such as [7, 21], if the parties want them.',
    },
  ];
}

function undisputed({ disputes }: Terms): Finding[] {
  if (disputes?.days !== undefined) return [];
  return [
    {
      about: 'disputes',
      what: 'Nobody has said until when a bill may be disputed: it is read as at any time.',
      advice: 'Add disputes with days, and ruledBy if somebody else than an approver rules.',
    },
  ];
}

function oneSided({ people }: Terms): Finding[] {
  return (['client', 'consultant'] as const)
    .filter((party) => !people.some((person) => person.party === party && person.may.includes('dispute')))
    .map((party) => ({
      about: 'people',
      what: `Nobody of the ${party} may dispute an amount.`,
      advice: `Name a person of the ${party} under people, with dispute.`,
    }));
}
