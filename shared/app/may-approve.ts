import { InputError } from '../core/errors.ts';
import type { Terms } from '../core/terms/terms.ts';

/** Errors: `input.invalid` when the person may not approve by the contract file, or gives no reason. */
export function assertMayApprove({ people }: Terms, { by, reason }: { by: string; reason: string }): void {
  const approvers = people.filter((person) => person.may.includes('approve'));
  if (!approvers.some((person) => person.name === by)) {
    const names = approvers.map((person) => person.name).join(', ');
    throw new InputError('That person may not decide this.', [
      {
        field: 'by',
        found: JSON.stringify(by),
        allowed: `one of ${names}`,
        fix: 'Add the person to `people` in the contract file, with approve.',
      },
    ]);
  }
  if (reason.trim() === '') {
    throw new InputError('A decision needs its reason.', [
      { field: 'reason', found: '""', allowed: 'text that is not empty', fix: 'Say why, for the record.' },
    ]);
  }
}
