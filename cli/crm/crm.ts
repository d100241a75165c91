import { Argument, type Command } from 'commander';
import { CRM_VENDORS, type CrmVendor } from '../../shared/core/crm/vendors.ts';
import { apiPath } from '../api-client.ts';
import { answer, apiCommand, jsonOption, type ApiOptions } from '../api-command.ts';
import { dateArgument } from '../arguments.ts';
import { good, pairs, print, printJson } from '../terminal/text.ts';
import { connectCommand, whoami, type ConnectOptions } from './connect.ts';
import { readMappingFile } from './read-mapping-file.ts';
import { drawConnections } from './status.ts';
import type { TryOptions } from './try.ts';

const vendor = (): Argument => new Argument('<vendor>', 'the CRM').choices(CRM_VENDORS);

/** `tallystick crm ...`: mappings, connections, shadow mode. */
export function addCrm(program: Command): void {
  const crm = program.command('crm').description("Connect a contract to its client's CRM, try it, switch it live.");
  crm.addHelpText('after', '\nThe way is check, try, connect, status, live. docs/connect-a-crm.md walks through it.');
  addCheck(crm);
  addTry(crm);
  addConnect(crm);
  addStatus(crm);
  addLive(crm);
}

function addCheck(crm: Command): void {
  jsonOption(crm.command('check <file>'))
    .description('Check a mapping file; every mistake at once, with its fix.')
    .action((path: string, options: { json?: true }) => {
      const { mapping } = readMappingFile(path);
      if (options.json === true) return printJson({ valid: true, mapping });
      const { stage, amount } = mapping;
      return print([
        good(`${path} is valid.`),
        ...pairs([
          ['CRM', mapping.vendor],
          ['Amount', `${amount.field}, in ${amount.units} units`],
          ['Closed', `${stage.field} is ${stage.closed.join(' or ')}`],
          ['Unknown stage', stage.otherwise === 'ask' ? 'waits for a person' : 'counts as open'],
        ]),
      ]);
    });
}

function addTry(crm: Command): void {
  jsonOption(crm.command('try'))
    .description('Print what a recorded deal would be on record as.')
    .requiredOption('--mapping <file>', 'the mapping file')
    .requiredOption('--payload <file>', 'a deal as the CRM gives it, as JSON')
    .option('--time-zone <zone>', "the contract's time zone, in which a moment becomes a day", 'UTC')
    .action(async (options: TryOptions) => {
      const { tryMapping } = await import('./try.ts');
      tryMapping(options);
    });
}

function addConnect(crm: Command): void {
  apiCommand(crm, 'connect', 'Connect a contract to a CRM, in shadow at first, and send a test message.')
    .addArgument(vendor())
    .argument('<contract>', 'the contract')
    .requiredOption('--mapping <file>', 'the mapping file')
    .option('--secrets <file>', 'JSON with what signs and what opens the API; - reads it from the input')
    .option('--url <url>', 'the address that the CRM is told, where it is not that of the api')
    .option('--since <date>', "look at deals changed since then (else since the agreement's date)", dateArgument)
    .option('--by <name>', 'who does it (else who is signed in on this machine)', whoami())
    .addHelpText(
      'after',
      '\nAgain with another mapping, secret or token replaces what was there; a connection that\n' +
        'is live stays live. Secrets go to the secret store and are shown nowhere.',
    )
    .action(async (which: CrmVendor, contractId: string, options: ConnectOptions) => {
      await connectCommand(contractId, which, options);
    });
}

function addStatus(crm: Command): void {
  apiCommand(
    crm,
    'status <contract>',
    'Show the connections, what never came, and what shadow would have invoiced.',
  ).action(async (contractId: string, options: ApiOptions) => {
    await answer(options, (api) => api.get(apiPath('contracts', contractId, 'crm')), drawConnections);
  });
}

function addLive(crm: Command): void {
  apiCommand(crm, 'live', 'Switch a connection live, for good: what it said and says is owed for.')
    .addArgument(vendor())
    .argument('<contract>', 'the contract')
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--by <name>', 'who does it (else who is signed in on this machine)', whoami())
    .action(async (which: CrmVendor, contractId: string, options: ApiOptions & { by: string; reason: string }) => {
      const { by, reason } = options;
      await answer(
        options,
        (api) => api.post(apiPath('contracts', contractId, 'crm', which, 'live'), { by, reason }),
        (json) => [
          (json as { outcome: string }).outcome === 'recorded'
            ? good(`${which} is live. What it has said is settled now.`)
            : `${which} was live already.`,
        ],
      );
    });
}
