import { Argument, type Command } from 'commander';
import { hashOf } from '../shared/core/json.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { collected, dateArgument } from './arguments.ts';
import { paragraph } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

interface KindOptions {
  /** Options, each with the field of the record that it fills. */
  readonly needs: Readonly<Record<string, string>>;
  readonly may: Readonly<Record<string, string>>;
}

const HAPPENED = {
  amount: 'amount',
  currency: 'currency',
  investor: 'investor',
  email: 'emails',
  crmId: 'crmIds',
  instrument: 'instrument',
  class: 'classes',
  quantity: 'quantities',
  price: 'prices',
  deductions: 'deductions',
  paidToOthers: 'paidToOthers',
  about: 'about',
};

/** Which options each kind takes, and the field of the record that each one fills. */
const KINDS: Readonly<Record<string, KindOptions>> = {
  service: {
    needs: { clause: 'clause', on: 'renderedOn', description: 'description', by: 'by' },
    may: { link: 'link' },
  },
  indemnity: { needs: { clause: 'clause', on: 'noticedOn', description: 'description', by: 'by' }, may: {} },
  licence: { needs: { clause: 'clause', on: 'validFrom', licence: 'licence', by: 'by' }, may: { to: 'validTo' } },
  event: { needs: { id: 'id', event: 'event', on: 'on', by: 'by' }, may: HAPPENED },
  closing: {
    needs: { id: 'id', on: 'on', amount: 'amount', investor: 'investor', by: 'by' },
    may: {
      currency: 'currency',
      firm: 'firm',
      email: 'emails',
      crmId: 'crmIds',
      instrument: 'instrument',
      class: 'classes',
      deductions: 'deductions',
      paidToOthers: 'paidToOthers',
      description: 'description',
    },
  },
  funding: {
    needs: { id: 'id', amount: 'amount', investor: 'investor.name', stage: 'stage', by: 'by' },
    may: {
      on: 'expectedOn',
      currency: 'currency',
      firm: 'investor.firm',
      email: 'investor.emails',
      crmId: 'investor.crmIds',
      instrument: 'instrument',
    },
  },
  'funding-dropped': { needs: { id: 'id', reason: 'reason', by: 'by' }, may: {} },
  expense: {
    needs: { id: 'id', on: 'on', amount: 'amount', by: 'by' },
    may: { category: 'category', approvedBy: 'approvedBy', receipt: 'receipt', currency: 'currency' },
  },
  reversal: { needs: { id: 'id', reason: 'reason', by: 'by' }, may: {} },
  election: { needs: { of: 'of', unit: 'unit', on: 'on', by: 'by' }, may: { share: 'share', price: 'price' } },
  conversion: { needs: { from: 'from', to: 'to', rate: 'rate', on: 'on', source: 'source', by: 'by' }, may: {} },
  index: { needs: { index: 'index', value: 'value', on: 'on', source: 'source', by: 'by' }, may: {} },
  notice: { needs: { on: 'on', party: 'party', reason: 'reason', by: 'by' }, may: { forCause: 'forCause' } },
  pause: { needs: { from: 'from', to: 'to', reason: 'reason', by: 'by' }, may: {} },
  done: { needs: { term: 'term', on: 'on', what: 'what', by: 'by' }, may: {} },
  end: { needs: { on: 'endsOn', reason: 'reason', by: 'by' }, may: { party: 'party', forCause: 'forCause' } },
};

type RecordOptions = ApiOptions & Record<string, unknown>;

/** `tallystick record CONTRACT KIND ...` */
export function addRecord(program: Command): void {
  const command = apiCommand(
    program,
    'record <contract>',
    'Put on record what happened: a closing, an expense, the end ...',
  )
    .addArgument(new Argument('<kind>', 'what is put on record').choices(Object.keys(KINDS)))
    .option('--clause <clause>', 'the clause that it belongs to (service, indemnity, licence)')
    .option(
      '--on <date>',
      'the day of it; of an end, the last day of the contract; of a funding, when it is expected',
      dateArgument,
    )
    .option('--from <text>', 'the first day of a pause, or the currency that is converted')
    .option('--to <text>', 'the last day of a licence or a pause, or the currency that it becomes')
    .option('--description <text>', 'what it was (service, indemnity, closing)')
    .option('--link <url>', 'where the result of a service can be seen')
    .option('--licence <text>', 'the licence or exemption relied on')
    .option('--reason <text>', 'why')
    .option('--by <name>', 'who says so; for an indemnity notice: client or consultant')
    .option('--party <party>', 'client or consultant: who gives notice or ends it')
    .option('--for-cause', 'the notice or the end is for cause')
    .option('--id <id>', 'a short name for it; without one it is made from the day and the content');
  happenedOptions(command)
    .addHelpText(
      'after',
      [
        '',
        'Each kind needs:',
        ...Object.entries(KINDS).map(([kind, { needs }]) => `  ${kind.padEnd(16)}${flags(Object.keys(needs))}`),
        '',
        'A closing, event or expense with the same --id and other words replaces what was said before; a reversal with the',
        'same --id takes it away. A funding is one that is expected: it tells what would be owed, until it closes or is dropped.',
        '',
        'Examples:',
        "  tallystick record auxer-pmr-1999 end --on 2000-03-05 --reason 'Notice given' --by 'Eugene Chiaramonte'",
        "  tallystick record CONTRACT closing --id series-a --on 2026-03-02 --amount 250000.00 --investor 'Dana Whitfield' --by Owen",
        "  tallystick record CONTRACT expense --id taxi --on 2026-03-04 --amount 40.00 --receipt --by 'Owen Pryce'",
        '  tallystick record CONTRACT event --event hours --id june --on 2026-06-30 --quantity hours=68 --by Owen',
      ].join('\n'),
    )
    .action(async (contractId: string, kind: string, options: RecordOptions) => {
      const fields = fieldsOf(kind, options);
      const said = typeof fields['id'] === 'string' ? fields['id'] : options['id'];
      const id =
        typeof said === 'string' ? said : `${String(options['on'] ?? options['from'])}-${hashOf(fields).slice(0, 8)}`;
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'records', kind), { ...fields, id }),
        (json) => drawRecorded(json, kind, id),
      );
    });
}

function happenedOptions(command: Command): Command {
  return command
    .option('--event <kind>', 'the kind of an event, such as hours or candidate-leaves')
    .option('--amount <amount>', 'the amount in major units, such as 250.00')
    .option('--currency <code>', "its currency, if it is not the contract's")
    .option('--investor <name>', 'who invested, or whom an event is about')
    .option('--firm <name>', 'the firm of the investor (closing, funding)')
    .option('--email <address>', 'an e-mail address of the investor; may be given again', collected)
    .option('--crm-id <id>', "the investor's id at the CRM; may be given again", collected)
    .option('--instrument <text>', 'what was bought or lent')
    .option('--stage <text>', 'how far a funding is that has not closed, such as due diligence')
    .option('--class <text>', 'what kind of investor it is; may be given again', collected)
    .option('--quantity <name=count>', 'a counted thing, such as hours=68; may be given again', collected)
    .option(
      '--price <price>',
      'what a unit is worth: of an event, such as shares=3.00; of an election, 3.00',
      collected,
    )
    .option('--deductions <amount>', 'what comes off before a fee on the net')
    .option('--paid-to-others <amount>', 'what other finders are paid for the same')
    .option('--about <id>', 'the closing or event that an event is about')
    .option('--category <word>', 'of an expense, such as travel')
    .option('--approved-by <name>', 'who approved an expense beforehand')
    .option('--receipt', 'a receipt is attached')
    .option('--of <bill>', 'a bill that an election is about; may be given again', collected)
    .option('--unit <word>', 'what is elected, such as shares')
    .option('--share <rate>', 'how much of each bill is elected, such as 50%')
    .option('--rate <rate>', 'how much of --to one of --from is')
    .option('--index <word>', 'an index that amounts follow, such as cpi-u')
    .option('--value <number>', 'its value for the day, such as 319.300')
    .option('--source <text>', 'who states the rate or the value, such as the ECB')
    .option('--term <id>', 'the manual term that was seen to')
    .option('--what <text>', 'what was done about it');
}

/** What came of putting something on record. */
export function drawRecorded(json: unknown, kind: string, id: string): string[] {
  return (json as { outcome: 'recorded' | 'known' }).outcome === 'recorded'
    ? paragraph(`Recorded: ${kind} ${id}.`)
    : paragraph(`A record ${kind}/${id} exists already, so nothing was added. Another one needs another --id.`);
}

function fieldsOf(kind: string, options: RecordOptions): Record<string, unknown> {
  const { needs, may } = KINDS[kind] ?? { needs: {}, may: {} };
  const takes: Partial<Record<string, string>> = { ...needs, ...may };
  const missing = Object.keys(needs).filter((name) => options[name] === undefined);
  if (missing.length > 0) throw new UsageError(`A record of kind ${kind} needs ${flags(missing)} as well.`);
  const given = Object.keys(options).filter((name) => !['api', 'json', 'id'].includes(name));
  const strange = given.filter((name) => takes[name] === undefined);
  if (strange.length > 0) throw new UsageError(`A record of kind ${kind} has no ${flags(strange)}. Leave it out.`);
  const named = takes['id'] === undefined ? given : [...given, 'id'];
  return nested(named.map((name) => [takes[name] ?? name, valueOf(kind, name, options[name])]));
}

/** Example: `investor.name` and `investor.emails` become an investor with a name and emails. */
function nested(fields: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const own = fields.filter(([path]) => !path.includes('.'));
  const inner = Object.groupBy(
    fields.filter(([path]) => path.includes('.')),
    ([path]) => path.slice(0, path.indexOf('.')),
  );
  const wholes = Object.entries(inner).map(([name, parts = []]) => [
    name,
    nested(parts.map(([path, value]) => [path.slice(name.length + 1), value])),
  ]);
  return Object.fromEntries([...own, ...wholes]);
}

/** Pairs such as `hours=68` become a mapping; an election has one price. */
function valueOf(kind: string, name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const said = value.map(String);
  if (name === 'price' && kind === 'election') return said[0];
  if (name !== 'quantity' && name !== 'price') return said;
  return Object.fromEntries(
    said.map((pair) => {
      const [key = '', amount] = pair.split('=');
      if (amount === undefined)
        throw new UsageError(
          `--${name} ${pair} has no =. Write it as in --${name} ${name === 'price' ? 'shares=3.00' : 'hours=68'}.`,
        );
      return [key, amount];
    }),
  );
}

function flags(names: readonly string[]): string {
  return names.map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`).join(' ');
}
