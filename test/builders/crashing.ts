/** The process died: no error of a dependency, and nothing after it runs. */
export class CrashError extends Error {}

/** Dies at the nth call, before the call has its effect or after it, when its answer is lost. */
export interface Crash {
  at: number;
  readonly when: 'before' | 'after';
}

/** A port of which each call counts towards the crash; several ports may share one. */
export function crashing<T extends object>(port: T, crash: Crash): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        crash.at -= 1;
        if (crash.at === 0 && crash.when === 'before') throw new CrashError();
        const answer: unknown = await Reflect.apply(member, target, given);
        if (crash.at === 0) throw new CrashError();
        return answer;
      };
    },
  });
}
