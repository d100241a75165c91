import type { Command } from 'commander';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { collected, dateArgument } from './arguments.ts';
import { keepEvidence } from './evidence.ts';
import { drawRecorded } from './record.ts';

interface IntroduceOptions extends ApiOptions {
  readonly id: string;
  readonly investor: string;
  readonly firm?: string;
  readonly email?: readonly string[];
  readonly crmId?: readonly string[];
  readonly registry?: readonly string[];
  readonly on: string;
  readonly how: string;
  readonly by: string;
  readonly introducedBy?: string;
  readonly evidence?: readonly string[];
}

/** `tallystick introduce CONTRACT ...`: the register on which a finder's fee rests. */
export function addIntroduce(program: Command): void {
  introducing(apiCommand(program, 'introduce <contract>', 'Put an introduction of an investor on the register.'));
}

/** `tallystick introductions record CONTRACT ...`: the same. */
export function addIntroductionsRecord(introductions: Command): void {
  introducing(apiCommand(introductions, 'record <contract>', 'Put an introduction on the register.'));
}

function introducing(command: Command): void {
  command
    .requiredOption('--id <id>', 'a short name for it, such as meadow-partners; it exists once')
    .requiredOption('--investor <name>', 'the investor')
    .option('--firm <name>', "the investor's firm")
    .option('--email <address>', 'a full address of the investor; may be repeated', collected)
    .option('--crm-id <id>', "the investor's id in the client's CRM; may be repeated", collected)
    .option('--registry <id>', 'LEI:..., or a company number as GB:01234567; may be repeated', collected)
    .requiredOption('--on <date>', 'when the introduction was made', dateArgument)
    .requiredOption('--how <text>', 'how it was made')
    .requiredOption('--by <name>', 'who puts it on record')
    .option('--introduced-by <name>', 'who made it, if somebody else than the consultant')
    .option('--evidence <file>', 'a mail, calendar entry or deck; kept with its SHA-256; may be repeated', collected)
    .addHelpText(
      'after',
      '\nA closing is attributed by itself only through a CRM id or a full e-mail address,\n' +
        'unless the contract says otherwise; so give one.',
    )
    .action(async (contractId: string, options: IntroduceOptions) => {
      await answer(
        options,
        async (api) => {
          const evidence = await keepEvidence(api, contractId, options.evidence ?? []);
          const record = { ...recordOf(options), ...(evidence.length === 0 ? {} : { evidence }) };
          return api.post(apiPath('contracts', contractId, 'records', 'introduction'), record);
        },
        (json) => drawRecorded(json, 'introduction', options.id),
      );
    });
}

function recordOf(options: IntroduceOptions) {
  const { id, investor, firm, email, crmId, registry, on, how, by, introducedBy } = options;
  return {
    id,
    investor: { name: investor, firm, emails: email ?? [], crmIds: crmId ?? [], registryIds: registry ?? [] },
    introducedOn: on,
    how,
    by,
    introducedBy,
  };
}
