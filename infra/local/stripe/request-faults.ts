/**
 * What may go wrong with one request. `answer-500`: nothing is done, the 500 is kept for the key and replayed.
 * `answer-500-after`: it is done, and yet answered and kept as a 500. `cut-before` and `cut-after`: the connection is
 * gone before or after it is done, and nobody has heard an answer. `time-out`: it is done, and the answer comes too late.
 */
export type FaultKind = 'answer-500' | 'answer-500-after' | 'cut-before' | 'cut-after' | 'time-out';
export const FAULT_KINDS: readonly FaultKind[] = [
  'answer-500',
  'answer-500-after',
  'cut-before',
  'cut-after',
  'time-out',
];

/** A fault that waits for its request. */
export interface RequestFault {
  kind: FaultKind;
  /** Such as `POST /v1/invoices/:id/finalize`; any request unless told. */
  endpoint?: string;
  /** How many such requests it hits; one unless told. */
  times?: number;
  /** How many such requests go well before; none unless told. */
  after?: number;
  /** How long a time-out holds the answer back. Longer than the client waits, unless told. */
  holdMilliseconds?: number;
}

export interface RequestFaults {
  add: (fault: RequestFault) => void;
  clear: () => void;
  /** The fault that hits this request, if any. */
  take: (endpoint: string) => RequestFault | undefined;
  waiting: () => readonly RequestFault[];
}

/** The connection breaks: there is no answer. */
export class ConnectionCutError extends Error {
  override readonly name = 'ConnectionCutError';
}

export const LONGER_THAN_CLIENTS_WAIT = 90_000;

export function createRequestFaults(): RequestFaults {
  let waiting: (RequestFault & { times: number; after: number })[] = [];
  return {
    add: (fault) => {
      waiting.push({ ...fault, times: fault.times ?? 1, after: fault.after ?? 0 });
    },
    clear: () => {
      waiting = [];
    },
    take: (endpoint) => {
      const fault = waiting.find((one) => one.endpoint === undefined || one.endpoint === endpoint);
      if (fault === undefined) return undefined;
      if (fault.after > 0) {
        fault.after -= 1;
        return undefined;
      }
      fault.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return fault;
    },
    waiting: () => waiting.map((fault) => ({ ...fault })),
  };
}
