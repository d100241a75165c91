import { Argument, type Command } from 'commander';
import { hashOf } from '../shared/core/json.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { dateArgument } from './arguments.ts';
import { paragraph } from './terminal/text.ts';
import { UsageError } from './usage-error.ts';

type Kind = 'service' | 'indemnity' | 'licence' | 'end';
type Option = 'clause' | 'on' | 'to' | 'description' | 'link' | 'licence' | 'reason' | 'by';

/** Which options each kind takes, and the field of the record that each one fills. */
const KINDS: Readonly<Record<Kind, { needs: Partial<Record<Option, string>>; may: Partial<Record<Option, string>> }>> =
  {
    service: {
      needs: { clause: 'clause', on: 'renderedOn', description: 'description', by: 'by' },
      may: { link: 'link' },
    },
    indemnity: {
      needs: { clause: 'clause', on: 'noticedOn', description: 'description', by: 'by' },
      may: {},
    },
    licence: {
      needs: { clause: 'clause', on: 'validFrom', licence: 'licence', by: 'by' },
      may: { to: 'validTo' },
    },
    end: { needs: { on: 'endsOn', reason: 'reason', by: 'by' }, may: {} },
  };

type RecordOptions = ApiOptions & { id?: string } & Partial<Record<Option, string>>;

/** `tallystick record CONTRACT KIND ...` */
export function addRecord(program: Command): void {
  apiCommand(program, 'record <contract>', 'Put a service, indemnity notice, licence or the end on record.')
    .addArgument(new Argument('<kind>', 'what is put on record').choices(Object.keys(KINDS)))
    .option('--clause <clause>', 'the clause that it belongs to (service, indemnity, licence)')
    .option('--on <date>', 'the day: rendered, noticed, valid from, or the last day of the contract', dateArgument)
    .option('--to <date>', 'the last day of a licence', dateArgument)
    .option('--description <text>', 'what it was (service, indemnity)')
    .option('--link <url>', 'where the result of a service can be seen')
    .option('--licence <text>', 'the licence or exemption relied on')
    .option('--reason <text>', 'why the contract ends')
    .option('--by <name>', 'who says so; for an indemnity notice: client or consultant')
    .option('--id <id>', 'a short name for it; without one it is made from the day and the content')
    .addHelpText(
      'after',
      [
        '',
        'Each kind needs:',
        ...Object.entries(KINDS).map(([kind, { needs }]) => `  ${kind.padEnd(11)}${flags(Object.keys(needs))}`),
        '',
        'Example:',
        "  tallystick record auxer-pmr-1999 end --on 2000-03-05 --reason 'Notice given' --by 'Eugene Chiaramonte'",
      ].join('\n'),
    )
    .action(async (contractId: string, kind: Kind, options: RecordOptions) => {
      const fields = fieldsOf(kind, options);
      const id = options.id ?? `${options.on}-${hashOf(fields).slice(0, 8)}`;
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'records', kind), { id, ...fields }),
        (json) => drawRecorded(json, kind, id),
      );
    });
}

/** What came of putting something on record. */
export function drawRecorded(json: unknown, kind: string, id: string): string[] {
  return (json as { outcome: 'recorded' | 'known' }).outcome === 'recorded'
    ? paragraph(`Recorded: ${kind} ${id}.`)
    : paragraph(`A record ${kind}/${id} exists already, so nothing was added. Another one needs another --id.`);
}

function fieldsOf(kind: Kind, options: RecordOptions): Record<string, string> {
  const { needs, may } = KINDS[kind];
  const takes: Partial<Record<string, string>> = { ...needs, ...may };
  const missing = Object.keys(needs).filter((name) => options[name as Option] === undefined);
  if (missing.length > 0) throw new UsageError(`A record of kind ${kind} needs ${flags(missing)} as well.`);
  const given = Object.keys(options).filter((name) => !['api', 'json', 'id'].includes(name));
  const strange = given.filter((name) => takes[name] === undefined);
  if (strange.length > 0) throw new UsageError(`A record of kind ${kind} has no ${flags(strange)}. Leave it out.`);
  return Object.fromEntries(given.map((name) => [takes[name] ?? name, options[name as Option] ?? '']));
}

function flags(names: readonly string[]): string {
  return names.map((name) => `--${name}`).join(' ');
}
