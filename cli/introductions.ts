import type { Command } from 'commander';
import type { IntroductionsProof, IntroductionsView } from '../shared/app/view-introductions.ts';
import { fromPlain } from '../shared/core/json.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { collected, dateArgument } from './arguments.ts';
import { drawProof, drawRegister } from './draw-introductions.ts';
import { keepEvidence } from './evidence.ts';
import { addIntroductionsRecord } from './introduce.ts';
import { addDeliver, addMails } from './mails.ts';
import { drawRecorded } from './record.ts';
import { EXIT } from './terminal/report-error.ts';

/** `tallystick introductions ...`: the register, what both parties say of it, and the proof that it is whole. */
export function addIntroductions(program: Command): void {
  const introductions = program
    .command('introductions')
    .usage('<command> [options]')
    .description('The register: list it, acknowledge, object, rule, verify.');
  apiCommand(introductions, 'list <contract>', 'Show how each introduction stands, and until when it earns.').action(
    async (contractId: string, options: ApiOptions) =>
      answer(
        options,
        (api) => api.get(apiPath('contracts', contractId, 'introductions')),
        (json) => drawRegister(fromPlain<IntroductionsView>(json)),
      ),
  );
  addIntroductionsRecord(introductions);
  addSaying(introductions);
  addBearing(introductions);
  addMails(introductions);
  addDeliver(introductions);
  addProof(introductions);
}

function addProof(introductions: Command): void {
  apiCommand(introductions, 'verify <contract>', 'Prove that nothing on the register was changed since.')
    .addHelpText('after', '\nExit code 1 when something was slipped in, taken out or changed.')
    .action(async (contractId: string, options: ApiOptions) =>
      answer(
        options,
        (api) => api.get(apiPath('contracts', contractId, 'introductions', 'proof')),
        (json) => {
          const proof = json as IntroductionsProof;
          if (!proof.whole) process.exitCode = EXIT.input;
          return drawProof(proof);
        },
      ),
    );
}

interface SayOptions extends ApiOptions {
  readonly by: string;
  readonly reason: string;
}

/** What is said of one introduction: each command is a kind of record, by a person whom the contract lets say so. */
const SAYINGS = [
  ['acknowledge', 'acknowledgement', 'The client accepts an introduction.', {}],
  ['object', 'objection', 'The client objects: the introduction is disputed, not gone.', {}],
  ['uphold', 'ruling', 'End a dispute: the introduction stands.', { stands: true }],
  ['reject', 'ruling', 'End a dispute: the introduction does not stand.', { stands: false }],
  ['withdraw', 'withdrawal', 'The consultant takes back what was recorded by mistake.', {}],
] as const;

function addSaying(introductions: Command): void {
  for (const [name, kind, description, more] of SAYINGS) {
    apiCommand(introductions, `${name} <contract> <introduction>`, description)
      .requiredOption('--by <name>', 'who says so; a person of the contract file')
      .requiredOption('--reason <text>', 'why, for the record')
      .action(async (contractId: string, introduction: string, options: SayOptions) => {
        const { by, reason } = options;
        await record(options, contractId, kind, { introduction, by, reason, ...more }, introduction);
      });
  }
  apiCommand(introductions, 'told <contract> <introduction>', 'The client was told of it, in another way than by mail.')
    .requiredOption('--on <date>', 'when', dateArgument)
    .requiredOption('--how <text>', 'how')
    .requiredOption('--by <name>', 'who says so')
    .action(
      async (
        contractId: string,
        introduction: string,
        options: ApiOptions & { on: string; how: string; by: string },
      ) => {
        const { on, how, by } = options;
        await record(options, contractId, 'told', { introduction, on, how, by }, introduction);
      },
    );
}

interface AddOptions extends SayOptions {
  readonly email?: readonly string[];
  readonly crmId?: readonly string[];
  readonly registry?: readonly string[];
  readonly evidence?: readonly string[];
}

interface ContactOptions extends Omit<AddOptions, 'reason'> {
  readonly id: string;
  readonly investor: string;
  readonly firm?: string;
  readonly on: string;
  readonly how: string;
}

/** What bears on introductions: more about one, what the client knew before, and what was decided and is asked again. */
function addBearing(introductions: Command): void {
  identified(apiCommand(introductions, 'add <contract> <introduction>', 'Add ids, addresses or evidence to one.'))
    .requiredOption('--by <name>', 'who says so')
    .requiredOption('--reason <text>', 'what it is')
    .action(async (contractId: string, introduction: string, options: AddOptions) => {
      await answer(
        options,
        async (api) => {
          const evidence = await keepEvidence(api, contractId, options.evidence ?? []);
          const { by, reason } = options;
          const input = { introduction, by, reason, ...idsOf(options), evidence };
          return api.post(apiPath('contracts', contractId, 'records', 'supplement'), input);
        },
        (json) => drawRecorded(json, 'supplement', introduction),
      );
    });
  identified(apiCommand(introductions, 'known <contract>', 'The client knew an investor before: put that on record.'))
    .requiredOption('--id <id>', 'a short name for the contact')
    .requiredOption('--investor <name>', 'the investor')
    .option('--firm <name>', "the investor's firm")
    .requiredOption('--on <date>', 'since when', dateArgument)
    .requiredOption('--how <text>', 'how')
    .requiredOption('--by <name>', 'a person of the client')
    .action(async (contractId: string, options: ContactOptions) => {
      await answer(
        options,
        async (api) => {
          const evidence = await keepEvidence(api, contractId, options.evidence ?? []);
          const { id, investor: name, firm, on: knownOn, how, by } = options;
          const input = { id, investor: { name, firm, ...idsOf(options) }, knownOn, how, by, evidence };
          return api.post(apiPath('contracts', contractId, 'records', 'prior-contact'), input);
        },
        (json) => drawRecorded(json, 'prior-contact', options.id),
      );
    });
  apiCommand(introductions, 'reopen <contract> <closing>', 'Ask again whose introduction a closing came from.')
    .requiredOption('--by <name>', 'who asks')
    .requiredOption('--reason <text>', 'why')
    .action(async (contractId: string, closing: string, options: SayOptions) => {
      const { by, reason } = options;
      await record(options, contractId, 'reopening', { closing, by, reason }, closing);
    });
}

function identified(command: Command): Command {
  return command
    .option('--email <address>', 'a full address; may be repeated', collected)
    .option('--crm-id <id>', 'an id in the CRM; may be repeated', collected)
    .option('--registry <id>', 'LEI:..., or a company number as GB:01234567; may be repeated', collected)
    .option('--evidence <file>', 'a file that shows it; kept with its SHA-256; may be repeated', collected);
}

function idsOf({ email, crmId, registry }: Pick<AddOptions, 'email' | 'crmId' | 'registry'>) {
  return { emails: email ?? [], crmIds: crmId ?? [], registryIds: registry ?? [] };
}

async function record(options: ApiOptions, contractId: string, kind: string, input: object, of: string): Promise<void> {
  await answer(
    options,
    (api) => api.post(apiPath('contracts', contractId, 'records', kind), input),
    (json) => drawRecorded(json, kind, of),
  );
}
