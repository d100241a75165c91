import type { DeployedFunction } from './assembly/deployed-system.ts';
import type { Grant, Permission } from './iam/evaluate.ts';
import { grantFor, grantsOf } from './iam/evaluate.ts';

/** How often one caller made one call, and whether it was allowed to. */
export interface RecordedCall {
  /** The function's name, or `operator`. */
  caller: string;
  /** As IAM has it, such as `dynamodb:PutItem`. */
  action: string;
  resource: string;
  outcome: 'allowed' | 'denied';
  count: number;
}

/** A grant of a function's role. */
export interface FunctionGrant extends Grant {
  functionName: string;
}

/** Weighs each AWS call against the caller's role, and remembers what was called and which grant it used. */
export interface CallRecorder {
  /**
   * Weighs all permissions that one call needs. Gives the first that the role does not grant, or undefined
   * when the call may be made. An operator may call everything.
   */
  weigh(caller: string, permissions: readonly Permission[]): Permission | undefined;
  calls(): RecordedCall[];
  /** Every grant of every function that no call has used yet. */
  unusedGrants(): FunctionGrant[];
}

/** Makes a recorder for the functions of the template. */
export function createCallRecorder(functions: readonly DeployedFunction[]): CallRecorder {
  const statements = new Map(functions.map(({ name, role }) => [name, role.statements]));
  const calls = new Map<string, RecordedCall>();
  const used = new Set<string>();
  const record = (caller: string, permission: Permission, outcome: RecordedCall['outcome']): void => {
    const { action, resource } = permission;
    const key = JSON.stringify([caller, action, resource, outcome]);
    const call = calls.get(key) ?? { caller, action, resource, outcome, count: 0 };
    call.count += 1;
    calls.set(key, call);
  };
  return {
    weigh(caller, permissions) {
      const role = statements.get(caller);
      let missing: Permission | undefined;
      for (const permission of permissions) {
        const grant = role === undefined ? undefined : grantFor(role, permission);
        const isAllowed = role === undefined || grant !== undefined;
        if (grant !== undefined) used.add(keyOf({ functionName: caller, ...grant }));
        if (!isAllowed) missing ??= permission;
        record(caller, permission, isAllowed ? 'allowed' : 'denied');
      }
      return missing;
    },
    calls: () => [...calls.values()],
    unusedGrants: () =>
      functions
        .flatMap(({ name: functionName, role }) =>
          grantsOf(role.statements).map((grant) => ({ functionName, ...grant })),
        )
        .filter((grant) => !used.has(keyOf(grant))),
  };
}

function keyOf({ functionName, action, resource }: FunctionGrant): string {
  return JSON.stringify([functionName, action, resource]);
}
