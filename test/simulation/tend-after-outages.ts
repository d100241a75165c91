import { readState } from '../../shared/app/contract-state.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import type { Webhook } from './door.ts';
import type { Machine } from './machine.ts';
import { soundOf } from './sound.ts';
import { answerAll, isAnswered } from './steps.ts';
import { DAY, HOUR } from './virtual-time.ts';

/** An outage after which a sender may have given up: then people look after what no machine brings back. */
const LONG = 3 * DAY;
/** How long after the end of an outage they are at it. */
const AT_IT = 3 * DAY;

export interface Tending {
  /** They have not begun yet. */
  readonly isToCome: boolean;
  /** Whether something waits that they, or those who answer once a day, will answer. */
  isAsked(): Promise<boolean>;
}

/**
 * What docs/deploy.md has an operator do after a long outage: a CRM without a connector sends again all that it sent, as it knows neither of what it gave
 * up nor of what was lost after it was taken; and the parties answer what waits.
 */
export function tendAfterOutages(machine: Machine): Tending {
  const { time, layer, outside, senders, answering } = machine;
  let endsAt = 0;
  // Two outages with hours between them are one for a sender whose attempts fell into both.
  let downSince = 0;
  let downUntil = 0;
  let isToSend = false;

  function begin(): void {
    if (time.now < layer.downUntil) return time.at(layer.downUntil + HOUR, begin);
    for (const webhook of senders.sent) if (isWithoutConnector(webhook)) machine.webhook(webhook);
    isToSend = false;
    time.at(time.now + 2 * HOUR, look);
  }

  function look(): void {
    if (time.now > endsAt + AT_IT) return;
    machine.untilDone('api', async (ports) => {
      for (const [contractId] of soundOf(outside))
        await answerAll(machine, ports, { contractId, wasBroken: true, now: time.instant });
    });
    time.at(time.now + 6 * HOUR, look);
  }

  layer.onOutage((until) => {
    if (time.now - downUntil > DAY) downSince = time.now;
    downUntil = until;
    if (until - downSince < LONG) return;
    endsAt = until;
    if (isToSend) return;
    isToSend = true;
    time.at(until + HOUR, begin);
  });

  return {
    get isToCome() {
      return isToSend;
    },
    isAsked: async () => {
      if (time.now > Math.max(endsAt + AT_IT, answering.until)) return false;
      for (const [contractId] of soundOf(outside)) {
        const waiting = listWaiting(await readState(outside.store, contractId), time.instant);
        if (waiting.some(isAnswered)) return true;
      }
      return false;
    },
  };
}

/** Others are pulled from. */
function isWithoutConnector({ source, vendor }: Webhook): boolean {
  return source === 'crm' && vendor === undefined;
}
