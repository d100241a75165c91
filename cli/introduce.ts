import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../shared/core/errors.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { collected, dateArgument } from './arguments.ts';
import { drawRecorded } from './record.ts';

interface IntroduceOptions extends ApiOptions {
  readonly id: string;
  readonly investor: string;
  readonly firm?: string;
  readonly email?: readonly string[];
  readonly crmId?: readonly string[];
  readonly on: string;
  readonly how: string;
  readonly by: string;
  readonly evidence?: readonly string[];
}

/** `tallystick introduce CONTRACT ...`: the register on which a finder's fee rests. */
export function addIntroduce(program: Command): void {
  apiCommand(program, 'introduce <contract>', 'Put an introduction of an investor on the register.')
    .requiredOption('--id <id>', 'a short name for it, such as meadow-partners; it exists once')
    .requiredOption('--investor <name>', 'the investor')
    .option('--firm <name>', "the investor's firm")
    .option('--email <address>', 'a full address of the investor; may be repeated', collected)
    .option('--crm-id <id>', "the investor's id in the client's CRM; may be repeated", collected)
    .requiredOption('--on <date>', 'when the introduction was made', dateArgument)
    .requiredOption('--how <text>', 'how it was made')
    .requiredOption('--by <name>', 'who puts it on record')
    .option('--evidence <file>', 'a file whose name and SHA-256 are recorded; may be repeated', collected)
    .addHelpText(
      'after',
      '\nA closing is attributed by itself only through a CRM id or a full e-mail address; so give one.',
    )
    .action(async (contractId: string, options: IntroduceOptions) => {
      const record = {
        id: options.id,
        investor: {
          name: options.investor,
          firm: options.firm,
          emails: options.email ?? [],
          crmIds: options.crmId ?? [],
        },
        introducedOn: options.on,
        how: options.how,
        by: options.by,
        evidence: options.evidence?.map(fingerprint),
      };
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'records', 'introduction'), record),
        (json) => drawRecorded(json, 'introduction', options.id),
      );
    });
}

/** The file stays where it is; its hash proves later that it is the same one. */
function fingerprint(path: string): { name: string; sha256: string } {
  try {
    return { name: basename(path), sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch (cause) {
    throw new InputError(`The evidence ${path} cannot be read. Check the path.`, [], cause);
  }
}
