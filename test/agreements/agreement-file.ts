import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const text = z.string().min(1);

/** What an example expects of the receivables that it selects: by id, by their terms, or by what caused them. */
const expectation = z
  .strictObject({
    /** The line of the sample's worked example; without one it is a check of our own. */
    line: text.optional(),
    receivable: text.optional(),
    terms: z.array(text).min(1).optional(),
    /** With `terms`: only what accrues from this day, and by this day. */
    from: text.optional(),
    to: text.optional(),
    cause: text.optional(),
    /** All selected together, in major units; with `part`, only what that one gets of them. */
    amount: text.optional(),
    part: text.optional(),
    /** What is owed in units: how many of them together, and what they stand for in money. */
    quantity: text.optional(),
    unit: text.optional(),
    value: text.optional(),
    count: z.int().optional(),
    accruesOn: text.optional(),
    lastOn: text.optional(),
    dueOn: text.optional(),
    /** Text that the working of one of them has. */
    says: z.array(text).min(1).optional(),
    why: text,
  })
  .refine(
    ({ amount, says, quantity, value }) => [amount, says, quantity, value].some((one) => one !== undefined),
    'expects nothing',
  )
  .refine(
    ({ receivable, terms, cause }) => [receivable, terms, cause].filter((one) => one !== undefined).length === 1,
    'selects by one of receivable, terms and cause',
  );

const agreement = z.strictObject({
  agreement: text,
  /** A contract file as a person would write it; names are invented. */
  contract: z.unknown(),
  examples: z
    .array(
      z.strictObject({
        facts: z.array(z.unknown()),
        until: text,
        expected: z.array(expectation).min(1),
        /** The ids of what waits for a person, where the example means something to wait. */
        waits: z.array(text).optional(),
      }),
    )
    .min(1),
  /** Lines of the sample that the language does not carry yet. */
  notExpressed: z.array(z.strictObject({ line: text, why: text })),
  /** What else of the agreement the language does not carry. */
  remarks: z.array(text).optional(),
});

const notYet = z.array(z.strictObject({ agreement: text, why: text }));

export type Agreement = z.infer<typeof agreement>;
export type Expectation = z.infer<typeof expectation>;

const folder = new URL('./', import.meta.url);

function plain(name: string): unknown {
  return parse(readFileSync(new URL(name, folder), 'utf8'));
}

/** Every agreement that the language carries at least in part, one YAML file each. */
export function readAgreements(): { name: string; agreement: Agreement }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'not-yet.yaml')
    .toSorted()
    .map((name) => ({ name, agreement: agreement.parse(plain(name)) }));
}

export function readNotYet(): z.infer<typeof notYet> {
  return notYet.parse(plain('not-yet.yaml'));
}
