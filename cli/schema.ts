import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { mappingSchema } from '../shared/core/crm/mapping.ts';
import { contractFileSchema } from '../shared/core/terms/contract-file.ts';
import { A_FEE_RATE } from '../shared/core/terms/schema-fields.ts';
import { SCALE_NAMES } from '../shared/core/terms/fee-rate.ts';
import { happeningsSchema } from './happenings.ts';
import { printJson } from './terminal/text.ts';

/** What the checks of these fields ask for, as far as JSON Schema can say it; keyed by the field's name. */
const FIELDS: Readonly<Record<string, z.core.JSONSchema.BaseSchema>> = {
  amount: decimalString('An amount in major units of the currency, such as "2000.00".'),
  approvalAbove: decimalString('A difference above this, either way, waits for a person. Major units.'),
  mostADay: decimalString('More than this invoiced in one day waits for a person. Major units.'),
  rate: { type: 'string', description: 'Up to 100%, such as "10%", "0.1" or "1/3".' },
  dated: calendarDate('The date of the agreement.'),
  anchor: calendarDate('The first day of the first period; every later period is counted from it.'),
  takenOn: calendarDate('When the reading was taken.'),
  atLeast: decimalString('The least fee on each closing.'),
  atMost: decimalString('The most on each closing; of a credit, the most that comes off in all.'),
  altogetherAtMost: decimalString('The most that all amounts of the term come to.'),
  investorAtMost: decimalString('The most that the fees on one investor come to.'),
  atMostEach: decimalString('The most for one claim.'),
  atMostMonth: decimalString('The most in a calendar month.'),
  atMostYear: decimalString('The most in a calendar year.'),
  paidToOthers: decimalString('What other finders and agents are paid for the same closing.'),
  raised: decimalString('All happenings of the condition together reach this.'),
  reaches: decimalString('One happening reaches this.'),
  above: decimalString('Above this an approval is needed; "0" asks for one each time.'),
  share: { description: 'A part, such as "50%" or "1/3"; of a refund also by days, or in-proportion.' },
  deductions: decimalString('What comes off before a fee on the net is worked out.'),
  on: calendarDateOr('A day, as YYYY-MM-DD; of a tax or late interest, all or a list of the ids of terms.'),
  recordedOn: calendarDate('When the software is told, if not on the day itself.'),
  timeZone: { type: 'string', description: 'An IANA time zone, such as America/New_York.' },
};

const AMOUNT = decimalString('An amount in major units of the currency, such as "2000.00".');
const SHARE = { type: 'string', description: 'Up to 100%, such as "10%", "0.1" or "1/3".' } as const;
const ANY_RATE = { $ref: '#/$defs/feeRate' };

/** The rate of a fee in all its forms, which hold each other. */
const FEE_RATE: z.core.JSONSchema.BaseSchema = {
  description: A_FEE_RATE,
  anyOf: [
    SHARE,
    form({ fixed: AMOUNT }),
    form({ scale: { type: 'string', enum: [...SCALE_NAMES] } }, { step: AMOUNT }),
    form({
      bands: {
        type: 'array',
        minItems: 1,
        items: form({}, { upTo: AMOUNT, rate: SHARE, fixed: AMOUNT }),
        description: 'In order; the last without upTo.',
      },
      taken: { type: 'string', enum: ['marginal', 'whole'] },
    }),
    form({ forEach: AMOUNT, pays: AMOUNT }),
    form({
      items: {
        type: 'object',
        additionalProperties: { anyOf: [AMOUNT, form({ each: AMOUNT }, { above: AMOUNT })] },
        description: 'What each counted thing is worth, such as hours: "250.00".',
      },
    }),
    ...['sum', 'greatest', 'least'].map((key) => form({ [key]: { type: 'array', minItems: 2, items: ANY_RATE } })),
  ],
};

function form(
  always: Readonly<Record<string, z.core.JSONSchema.BaseSchema>>,
  perhaps: Readonly<Record<string, z.core.JSONSchema.BaseSchema>> = {},
): z.core.JSONSchema.BaseSchema {
  const properties = { ...always, ...perhaps };
  return { type: 'object', properties, required: Object.keys(always), additionalProperties: false };
}

/** `tallystick schema contract`: for an editor that checks YAML while it is written. */
export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('Print the JSON Schema of a contract, of facts or of a mapping.')
    .addArgument(new Argument('<what>', 'whose schema').choices(['contract', 'facts', 'mapping']))
    .addHelpText(
      'after',
      '\nA schema cannot say everything (dates that exist, decimals of the currency, one reading\n' +
        'for each silence); `tallystick validate FILE` checks all of it.',
    )
    .action((what: keyof typeof SCHEMAS) => printJson(SCHEMAS[what]()));
}

const SCHEMAS = { contract: contractJsonSchema, facts: factsJsonSchema, mapping: mappingJsonSchema } as const;

export function mappingJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(mappingSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'Mapping of a CRM' };
}

export function contractJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(contractFileSchema('USD'), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => {
      // The parts of a schema come before the whole of it: a rate that was seen as one stays one.
      const isFeeRate = jsonSchema.description === A_FEE_RATE || jsonSchema.$ref === ANY_RATE.$ref;
      if (isFeeRate) for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      Object.assign(jsonSchema, isFeeRate ? ANY_RATE : FIELDS[String(path.at(-1))]);
    },
  });
  const currency = { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217, such as USD.' };
  return {
    ...schema,
    title: 'Tallystick contract file',
    properties: { ...schema.properties, currency },
    $defs: { feeRate: FEE_RATE },
  } as z.core.JSONSchema.BaseSchema;
}

export function factsJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = z.toJSONSchema(happeningsSchema('USD'), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema, path }) => {
      Object.assign(jsonSchema, FIELDS[String(path.at(-1))]);
    },
  });
  return { ...schema, title: 'What happens in a simulation' };
}

function decimalString(description: string): z.core.JSONSchema.BaseSchema {
  return { type: 'string', pattern: '^(0|[1-9][0-9]*)([.][0-9]+)?$', description };
}

function calendarDate(description: string): z.core.JSONSchema.BaseSchema {
  return { type: 'string', format: 'date', description };
}

function calendarDateOr(description: string): z.core.JSONSchema.BaseSchema {
  return { description };
}
