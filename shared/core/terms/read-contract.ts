import type * as z from 'zod';
import { InputError, type Problem } from '../errors.ts';
import { hashOf, toPlain } from '../json.ts';
import { isCurrency } from '../money/currency.ts';
import { describe, plainFix } from '../money/parse-amount.ts';
import { contractFileSchema } from './contract-file.ts';
import { crossChecks } from './cross-checks.ts';
import type { Terms } from './terms.ts';
import { toTerms } from './to-terms.ts';

/**
 * Reads a contract file from the plain data that YAML or JSON gave. Errors: `input.invalid` with every problem at
 * once, each with the path of the field, what was found, what is allowed, and the fix.
 */
export function readContract(file: unknown): { terms: Terms; termsHash: string } {
  const stated = fieldAt(file, ['currency']);
  const currency = typeof stated === 'string' && isCurrency(stated) ? stated : undefined;
  const result = schemaOf(currency ?? 'USD').safeParse(file);
  const problems = result.success
    ? crossChecks(result.data)
    : result.error.issues.flatMap((issue) => problemsOf(issue, file));
  if (!result.success || problems.length > 0) {
    throw new InputError(
      `The contract file has ${problems.length} mistake${problems.length === 1 ? '' : 's'}.`,
      problems,
    );
  }
  return { terms: toTerms(result.data), termsHash: hashOf(toPlain(file)) };
}

/** Making the schema is most of the work of reading a file, so it is made once a currency. */
const schemas = new Map<string, ReturnType<typeof contractFileSchema>>();

function schemaOf(currency: string): ReturnType<typeof contractFileSchema> {
  const made = schemas.get(currency) ?? contractFileSchema(currency);
  schemas.set(currency, made);
  return made;
}

function problemsOf(issue: z.core.$ZodIssue, file: unknown): Problem[] {
  const inner = innerIssues(issue);
  if (inner !== undefined) return inner.flatMap((one) => problemsOf(one, file));
  const [allowed = '', ...fixes] = issue.message.split(' | ');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key, index) => ({
      field: pathText([...issue.path, key]),
      found: 'a key that is not known here',
      allowed,
      fix: fixes[index] ?? 'Leave it out.',
    }));
  }
  const found = fieldAt(file, issue.path);
  return [{ field: pathText(issue.path), found: describe(found), allowed, fix: fixes[0] ?? plainFix(found) }];
}

/** Of a value that may be of several forms: what is wrong inside the form that it has, where it is a mapping or a list. */
function innerIssues(issue: z.core.$ZodIssue): z.core.$ZodIssue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const inside = issue.errors.find((errors) => errors.length > 0 && errors.every(({ path }) => path.length > 0));
  return inside?.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.slice(1) || '(the whole file)';
}

function fieldAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}
