import * as z from 'zod';
import { InputError, type Problem } from '../errors.ts';
import { isCurrency } from '../money/currency.ts';
import { describe, plainFix } from '../money/parse-amount.ts';
import { list, mapping as keys, says, text, timeZone } from '../terms/schema-fields.ts';
import type { AmountUnits } from './crm-amount.ts';
import { CRM_VENDORS, type CrmVendor } from './vendors.ts';

const PATH = 'the name of a field, such as amount, company.name or contact.email';

/** Where a value stands: names joined by points; `company.` and `contact.` begin those of what the deal names. */
const path = z
  .string({ error: PATH })
  .min(1, { error: PATH })
  .max(200, { error: 'at most 200 characters' })
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, { error: says(PATH, 'Write the name as the CRM’s API spells it, without spaces.') });

const value = z.union([text, z.number(), z.boolean()], {
  error: 'a value as the CRM writes it, such as closedwon',
});
const values = list(value, 1).transform((all) => all.map(String));
const someValues = list(value).transform((all) => all.map(String));

const condition = keys({ field: path, is: values });

const currencyCode = z
  .string({ error: 'an ISO 4217 code in capitals, such as USD' })
  .refine(isCurrency, { error: 'an ISO 4217 code in capitals, such as USD' });

/** The schema of a mapping file; its descriptions become the JSON Schema's. */
export const mappingSchema = keys({
  vendor: z.enum(CRM_VENDORS, { error: `one of ${CRM_VENDORS.join(', ')}` }).describe('Whose fields these are.'),
  deal: keys({ id: path, changedAt: path })
    .optional()
    .describe('For Standard Webhooks alone: where the payload holds the id of the deal, and when it was last changed.'),
  amount: keys({
    field: path,
    units: z
      .enum(['major', 'minor'], { error: 'major or minor' })
      .describe('major: 250000.00 is a quarter of a million; minor: 25000000 is.'),
  }).describe('How much was funded.'),
  currency: z
    .union([keys({ always: currencyCode }), keys({ field: path, otherwise: currencyCode.optional() })], {
      error: says(
        'either {always: USD} or {field: NAME, otherwise: USD}',
        'Give one of the two; `otherwise` may be left out.',
      ),
    })
    .describe('In which currency: always the same, or what a field says.'),
  stage: keys({
    field: path,
    closed: values.describe('The stages in which money has come.'),
    open: someValues.default([]).describe('The stages before that.'),
    reopened: someValues.default([]).describe('The stages to which a closed deal goes back.'),
    lost: someValues.default([]).describe('The stages in which it has fallen through.'),
    otherwise: z
      .enum(['ask', 'open'], { error: 'ask or open' })
      .default('ask')
      .describe('A stage that is in no list: ask a person, or take it for open.'),
  }).describe('Where a deal stands.'),
  closedOn: keys({
    field: path,
    timeZone: timeZone
      .optional()
      .describe("The zone in which a moment is read as a day; the contract's own otherwise."),
  }).describe('When it closed: a date, or a moment.'),
  investor: keys({
    name: list(path, 1).describe('Joined by spaces.'),
    firm: path.optional(),
    emails: list(path).default([]),
    ids: list(path).default([]).describe("The CRM's ids by which an introduction may name the investor."),
    registryIds: list(path).default([]).describe('Numbers in public registers, such as an LEI.'),
    labels: someValues
      .default([])
      .describe('Only companies and contacts with one of these labels are the investor; without any, all are.'),
  }).describe('Who invests.'),
  instrument: keys({
    field: path,
    words: z.record(text, text).optional().describe("The CRM's words, and the contract file's words for them."),
    otherwise: text.optional(),
  })
    .optional()
    .describe('What was bought or lent.'),
  classes: keys({ field: path, words: z.record(text, text).optional() })
    .optional()
    .describe('What kind of investor it is.'),
  description: path.optional().describe('What the deal is called.'),
  introduction: keys({
    field: path,
    is: values.describe('The values that mean: introduced by the consultant.'),
    on: path.optional().describe('When the introduction was made; otherwise the day on which the mark was seen.'),
    by: text.describe('Who introduced, for the record.'),
  })
    .optional()
    .describe('A mark in the CRM that an investor was introduced by the consultant.'),
  only: condition.optional().describe('The deals that this agreement is about; all others are passed over.'),
});

export type Mapping = z.infer<typeof mappingSchema>;

/** A value that stands in two lists of stages would close and open the same deal. */
function doubleStages({ stage }: Mapping): Problem[] {
  const lists = ['closed', 'open', 'reopened', 'lost'] as const;
  const seen = new Map<string, string>();
  return lists.flatMap((name) =>
    stage[name].flatMap((one) => {
      const before = seen.get(one);
      seen.set(one, name);
      if (before === undefined) return [];
      const fix = 'Leave it in the one list where it belongs.';
      return [{ field: `stage.${name}`, found: describe(one), allowed: `a stage that is not in ${before} too`, fix }];
    }),
  );
}

/** Fields of which the vendor says in what it counts them: read in other units, an amount is a hundredfold or a hundredth. */
const KNOWN_UNITS: Readonly<Partial<Record<CrmVendor, Readonly<Record<string, AmountUnits>>>>> = {
  close: { value: 'minor', expected_value: 'minor', annualized_value: 'minor', annualized_expected_value: 'minor' },
  attio: { 'value.currency_value': 'major' },
};

function unitProblems({ vendor, amount: { field, units } }: Mapping): Problem[] {
  const known = KNOWN_UNITS[vendor]?.[field];
  if (known === undefined || known === units) return [];
  const fix = `Set \`units: ${known}\`: ${vendor} counts ${field} in ${known} units.`;
  return [{ field: 'amount.units', found: units, allowed: known, fix }];
}

function vendorRules({ vendor, deal, investor }: Mapping): Problem[] {
  const isStandard = vendor === 'standard-webhooks';
  if (isStandard && deal === undefined) {
    const allowed = 'a mapping with the keys id, changedAt';
    const fix = 'Say where the payload holds the id of the deal and when it was last changed.';
    return [{ field: 'deal', found: 'nothing', allowed, fix }];
  }
  if (!isStandard && deal !== undefined) {
    const fix = `Leave it out: ${vendor} says itself which deal it is and when it changed.`;
    return [{ field: 'deal', found: 'a mapping', allowed: 'nothing', fix }];
  }
  if (isStandard && investor.labels.length > 0) {
    const fix = 'Leave it out: a payload has no associations with labels.';
    return [{ field: 'investor.labels', found: describe(investor.labels), allowed: 'nothing', fix }];
  }
  return [];
}

/**
 * Reads a mapping from the plain data of its file. Errors: `input.invalid` with every mistake, each with field, what was
 * found, what is allowed and the fix.
 */
export function readMapping(file: unknown): Mapping {
  const result = mappingSchema.safeParse(file);
  const problems = result.success
    ? [...vendorRules(result.data), ...unitProblems(result.data), ...doubleStages(result.data)]
    : result.error.issues.flatMap((issue) => problemsOf(issue, file));
  if (result.success && problems.length === 0) return result.data;
  throw new InputError(`The mapping has ${problems.length} mistake${problems.length === 1 ? '' : 's'}.`, problems);
}

/** Example: `['stage', 'closed', 0]` is `stage.closed[0]`. */
function at(place: readonly PropertyKey[]): string {
  const text = place.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '');
}

function problemsOf(issue: z.core.$ZodIssue, file: unknown): Problem[] {
  const [allowed = '', ...fixes] = issue.message.split(' | ');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key, index) => ({
      field: at([...issue.path, key]),
      found: 'a key that is not known here',
      allowed,
      fix: fixes[index] ?? 'Leave it out.',
    }));
  }
  const found = issue.path.reduce<unknown>((whole, part) => Reflect.get(Object(whole), part), file);
  const fix = fixes[0] ?? plainFix(found);
  return [{ field: at(issue.path) || '(the whole file)', found: describe(found), allowed, fix }];
}
