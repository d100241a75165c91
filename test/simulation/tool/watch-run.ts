import type { Machine } from '../machine.ts';
import { faultInWords } from './schedule-text.ts';

const LONGEST = 160;

/**
 * Tells of every call of a run, as it happens: when, by whom, what its effect was or that it had none, and what the caller saw.
 * To be handed to `playSchedule`; the run is the same with it as without.
 */
export function watching(tell: (line: string) => void): (made: Machine) => void {
  return ({ layer, time }) => {
    const wrap = layer.wrap.bind(layer);
    const say = (text: string): void => tell(`${time.instant} ${text}`);
    let faults = 0;
    let numbered = 0;
    const sayFaults = (): void => {
      for (const fault of layer.done.slice(faults))
        say(`  FAULT   ${faultInWords(fault, layer.order[fault.call - 1])}`);
      faults = layer.done.length;
    };
    /** The number of the call that has its effect now; none for an effect that comes late while others are called, or for the second time. */
    const numberOf = (site: string): string => {
      const isNow = layer.calls > numbered && layer.order.at(-1) === site;
      numbered = layer.calls;
      return isNow ? String(layer.calls).padStart(6) : ' extra';
    };
    layer.wrap = (invocation, port, target) => {
      const siteOf = (method: string): string => `${invocation.lambda}: ${port}.${method}`;
      const effects = eachCall(target, async (method, given, go) => {
        sayFaults();
        const call = `${numberOf(siteOf(method))}  ${siteOf(method)}(${given.map(shortly).join(', ')})`;
        return go().then(
          (answer) => {
            say(`${call} -> ${shortly(answer)}`);
            return answer;
          },
          (error: unknown) => {
            say(`${call} -> refused: ${says(error)}`);
            throw error;
          },
        );
      });
      return eachCall(wrap(invocation, port, effects), async (method, _, go) =>
        go().catch((error: unknown) => {
          sayFaults();
          say(`        ${siteOf(method)} failed for its caller: ${says(error)}`);
          throw error;
        }),
      );
    };
  };
}

type Around = (method: string, given: readonly unknown[], go: () => Promise<unknown>) => Promise<unknown>;

function eachCall<T extends object>(target: T, around: Around): T {
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name !== 'string') return member;
      return (...given: readonly unknown[]) => around(name, given, async () => Reflect.apply(member, target, given));
    },
  });
}

function says(error: unknown): string {
  return error instanceof Error ? `${error.name}${error.message === '' ? '' : `, ${error.message}`}` : String(error);
}

function shortly(value: unknown): string {
  const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
