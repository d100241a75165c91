import { DependencyError } from '../../core/errors.ts';
import { memberOf, type LosslessJson } from '../../core/lossless-json.ts';

/** Reads the answers of one vendor's API; `name` is the one that faults carry, `label` the one that people know. */
export interface AnswerParts {
  /** The list that stands under `data`. Errors: `dependency.failed`. */
  readonly listIn: (json: LosslessJson | undefined) => readonly LosslessJson[];
  /** An answer that is not what the vendor documents: the same call may be answered better later. */
  readonly notUnderstood: (field: string) => DependencyError;
}

export function answerParts(name: string, label: string): AnswerParts {
  const notUnderstood = (field: string): DependencyError =>
    new DependencyError(name, `${label}'s answer cannot be read (${field}).`, { retryable: true, details: { field } });
  return {
    notUnderstood,
    listIn: (json) => {
      const data = memberOf(json, 'data');
      if (!Array.isArray(data)) throw notUnderstood('data');
      return data;
    },
  };
}
