import * as z from 'zod';

import { AssemblyError } from '../assembly/cloud-assembly.ts';

/** One statement of an IAM policy; actions and resources may hold the wildcards `*` and `?`. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: readonly string[];
  resources: readonly string[];
  conditions: readonly Condition[];
}

/** A condition on a key of the request's context: one of `values` must be met. */
export interface Condition {
  operator: 'StringEquals' | 'StringLike';
  key: string;
  values: readonly string[];
}

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.partialRecord(z.enum(['StringEquals', 'StringLike']), z.record(z.string(), oneOrMore)).default({}),
});

/** Reads the statements of a policy document whose intrinsics are resolved; what it cannot weigh is an error. */
export function readStatements(statements: readonly unknown[], path: string): Statement[] {
  return statements.map((statement, index) => {
    const parsed = statementSchema.safeParse(statement);
    if (!parsed.success) {
      throw new AssemblyError(
        `${path}: statement ${index} of its policy cannot be weighed locally:\n${z.prettifyError(parsed.error)}`,
      );
    }
    const { Effect: effect, Action: actions, Resource: resources, Condition: conditions } = parsed.data;
    return { effect, actions, resources, conditions: readConditions(conditions) };
  });
}

function readConditions(conditions: z.infer<typeof statementSchema>['Condition']): Condition[] {
  const operators = ['StringEquals', 'StringLike'] as const;
  return operators.flatMap((operator) =>
    Object.entries(conditions[operator] ?? {}).map(([key, values]) => ({ operator, key, values })),
  );
}
