import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { MailsView } from '../shared/app/view-mails.ts';
import { InputError } from '../shared/core/errors.ts';
import { answer, apiCommand, jsonOption, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { localMail } from './api-connection.ts';
import { collected } from './arguments.ts';
import { bold, pairs, paragraph, print, printable, printJson } from './terminal/text.ts';

type MailNote = MailsView['notes'][number];

/** `tallystick introductions mails [CONTRACT]`: what became of the e-mails that were copied to a register. */
export function addMails(introductions: Command): void {
  apiCommand(introductions, 'mails [contract]', 'Show what became of e-mails to the register, and why.')
    .addHelpText('after', '\nWithout a contract: the mails that name none. docs/mail-intake.md says what counts.')
    .action(async (contractId: string | undefined, options: ApiOptions) => {
      if (contractId === undefined) {
        const draw = (json: unknown): string[] => drawNotes((json as { notes: MailNote[] }).notes);
        return answer(options, (api) => api.get(apiPath('mails')), draw);
      }
      const path = apiPath('contracts', contractId, 'introductions', 'mails');
      return answer(
        options,
        (api) => api.get(path),
        (json) => drawMails(json as MailsView),
      );
    });
}

function drawMails({ address, registered, mails, notes }: MailsView): string[] {
  return [
    ...pairs([
      ['copy', address ?? 'no address: this deployment takes no mail'],
      ['from', registered.join(', ')],
    ]),
    '',
    ...(mails.length + notes.length === 0 ? ['No mail has come yet.'] : []),
    ...mails.flatMap(drawMail),
    ...(notes.length === 0 ? [] : [bold('They prove nothing, and nobody was answered:'), '', ...drawNotes(notes)]),
  ];
}

function drawMail({
  mail,
  receivedAt,
  from,
  why,
  introduced,
  ruledBy,
  reason,
  waiting,
  sha256,
}: MailsView['mails'][number]) {
  const whom = introduced.join(', ') || (waiting === undefined ? 'nobody' : 'a person decides');
  return [
    bold(printable(`${receivedAt}, from ${from}`)),
    ...pairs(
      [
        ['introduces', whom],
        ['why', why.length === 0 ? undefined : why.join(' ')],
        ['decided', ruledBy === undefined ? undefined : `by ${ruledBy}: ${reason ?? ''}`],
        ['decide', waiting === undefined ? undefined : `tallystick decide CONTRACT ${waiting} ANSWER`],
        ['mail', mail],
        ['SHA-256', sha256],
      ],
      2,
    ),
    '',
  ];
}

function drawNotes(notes: readonly MailNote[]): string[] {
  if (notes.length === 0) return ['None.'];
  return notes.flatMap(({ receivedAt, from, code, why, fix, mail, objectKey }) => [
    bold(printable(`${receivedAt}, says it is from ${from || 'nobody'}`)),
    ...pairs(
      [
        ['why', `${why} (${code})`],
        ['to do', fix],
        ['mail', mail],
        ['stored as', objectKey],
      ],
      2,
    ),
    '',
  ]);
}

interface DeliverOptions {
  readonly to: readonly string[];
  readonly from?: string;
  readonly hello?: string;
  readonly dkim: string;
  readonly spf: string;
  readonly spam: string;
  readonly virus: string;
  readonly dmarcPolicy?: string;
  readonly json?: true;
}

/** `tallystick introductions deliver FILE --to ADDRESS`: hands a mail to the local system as SES would receive it. */
export function addDeliver(introductions: Command): void {
  const command = introductions.command('deliver <file>').description('Deliver a mail (.eml) to the local system.');
  jsonOption(command)
    .requiredOption('--to <address>', 'the address that it is sent to; may be repeated', collected)
    .option('--from <address>', 'the sender in the envelope; else that of the first address in the file')
    .option('--hello <name>', 'the name that the sending server says hello with')
    .addOption(stated('--dkim <result>', 'what SES finds of its DKIM signatures', ['pass', 'fail', 'none'], 'pass'))
    .addOption(stated('--spf <result>', 'and of SPF', ['pass', 'fail', 'softfail', 'neutral', 'none'], 'pass'))
    .addOption(stated('--spam <result>', 'and of spam', ['pass', 'fail', 'gray', 'processing_failed'], 'pass'))
    .addOption(stated('--virus <result>', 'and of viruses', ['pass', 'fail', 'gray', 'processing_failed'], 'pass'))
    .addOption(stated('--dmarc-policy <policy>', 'the policy of the domain in From', ['none', 'quarantine', 'reject']))
    .addHelpText('after', '\nThe local system asks no DNS, so what SES would find is stated here.')
    .action(deliver);
}

function stated(flags: string, description: string, choices: readonly string[], usual?: string): Option {
  const option = new Option(flags, description).choices(choices);
  return usual === undefined ? option : option.default(usual);
}

async function deliver(path: string, { json, ...options }: DeliverOptions): Promise<void> {
  const raw = readMail(path);
  const from = options.from ?? /^from:.*?([^\s<>"]+@[^\s<>"]+)/im.exec(raw.toString('latin1'))?.[1];
  if (from === undefined) throw new InputError(`${path} names no sender. Give the sender in the envelope with --from.`);
  const response = await fetch(`${localMail()}/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ raw: raw.toString('base64'), ...options, from }),
  });
  const said = (await response.json()) as { messageId?: string; message?: string };
  if (said.messageId === undefined) throw new InputError(`It was not taken: ${said.message ?? response.statusText}`);
  if (json === true) printJson(said);
  else
    print(paragraph(`Taken as ${said.messageId}. \`tallystick introductions mails CONTRACT\` shows what it comes to.`));
}

function readMail(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new InputError(`The mail ${path} cannot be read. Check the path.`, [], cause);
  }
}
