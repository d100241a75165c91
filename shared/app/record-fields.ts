import * as z from 'zod';
import { InputError, type Problem } from '../core/errors.ts';
import { describe } from '../core/money/parse-amount.ts';

/** What a person writes in words. */
export const text = z
  .string({ error: 'text' })
  .trim()
  .min(1, { error: 'text that is not empty' })
  .max(500, { error: 'at most 500 characters' })
  .refine((value) => value.isWellFormed(), { error: 'whole characters' });

/** An amount in major units, as a person gives it; `parseAmount` reads it in its currency. */
export const money = z.string({ error: 'an amount as a decimal string, such as "250.00"' });

/** Reads a record of a kind by its schema. Errors: `input.invalid` with every problem: field, what was found, its shape and the fix. */
export function parseRecord<S extends z.ZodObject>(kind: string, schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue): Problem => {
    const found = issue.path.reduce<unknown>((value, part) => Reflect.get(Object(value), part), input);
    return {
      field: issue.path.map(String).join('.') || kind,
      found: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : describe(found),
      allowed: issue.message,
      fix: `Give it as allowed; the fields of this record are ${Object.keys(schema.shape).join(', ')}.`,
    };
  });
  throw new InputError(`The ${kind} has ${problems.length} mistake${problems.length === 1 ? '' : 's'}.`, problems);
}
