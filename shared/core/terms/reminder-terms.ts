import type { PartyRole } from '../facts/fact.ts';

/** When the client is reminded of a bill that is late; undefined in a contract file is never. */
export interface ReminderTerms {
  readonly clause?: string;
  /** Days after the due day, in order, each a reminder. */
  readonly daysLate: readonly number[];
  /** Who gets them: the client, and the consultant too where it wants to know. */
  readonly to: readonly PartyRole[];
}
