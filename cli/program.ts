import { Command } from 'commander';
import { addAdopt } from './adopt.ts';
import { addContracts } from './contracts.ts';
import { addCrm } from './crm/crm.ts';
import { addDecide } from './decide.ts';
import { addDiff } from './diff.ts';
import { addExplain } from './explain.ts';
import { addFence } from './fence.ts';
import { addHolidays } from './holidays.ts';
import { addIntroduce } from './introduce.ts';
import { addIntroductions } from './introductions.ts';
import { addLedger } from './ledger.ts';
import { addLint } from './lint.ts';
import { addPlay } from './play-command.ts';
import { addReconcile } from './reconcile.ts';
import { addDispute } from './dispute.ts';
import { addRecord } from './record.ts';
import { addReissue } from './reissue.ts';
import { addRules } from './rules.ts';
import { addSchema } from './schema.ts';
import { addShow } from './show.ts';
import { addSimulate } from './simulate.ts';
import { addStatements } from './statements.ts';
import { addStatus } from './status.ts';
import { addSwitch } from './switch.ts';
import { badOnStderr, bold, WIDTH } from './terminal/text.ts';
import { addValidate } from './validate.ts';
import { addVerify } from './verify.ts';
import { addWaiting } from './waiting.ts';

const EPILOGUE = `
Examples:
  tallystick play                                   the main job, start to end
  tallystick validate contracts/auxer-pmr-1999.yaml
  tallystick simulate contracts/auxer-pmr-1999.yaml --until 1999-12-31
  tallystick diff agreement.yaml amended.yaml --until 2026-12-31
  tallystick ledger auxer-pmr-1999
  tallystick explain auxer-pmr-1999 retainer/1999-06-06
  tallystick statements auxer-pmr-1999 1999-06 --json > june.json
  tallystick verify june.json
  tallystick decide --help                          options and examples of one

Which system:
  A command that needs a running system takes the address from --api URL, else
  from TALLYSTICK_API, else from the local system that \`tallystick play\` left
  running. Requests are signed (SigV4): the local system's own keys are used for
  it, and for AWS the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN and AWS_REGION. Profiles are not read;
  \`aws configure export-credentials --format env\` turns one into variables.

Where things are kept:
  contracts/               agreements as data
  .tallystick/             the local system's data; git ignores it
  .tallystick/local.json   address and keys of the running local system

Exit codes:
  0  done        1  the input is wrong       2  the command was called wrongly
  3  the system, or something that it needs, failed
  4  the system refused: unknown, not allowed, or somebody else was first

Colours appear on a terminal only; NO_COLOR=1 turns them off.
TALLYSTICK_DEBUG=1 adds the stack trace to an error.`;

/** The whole command line. Errors are thrown, never exits, so that one place reports them. */
export function createProgram(): Command {
  const program = new Command('tallystick')
    .description('Runs a retainer and success-fee agreement: bills it, proves it, states it.')
    .usage('<command> [options]')
    .addHelpText('after', EPILOGUE)
    .configureHelp({ helpWidth: WIDTH, styleTitle: bold, subcommandTerm: nameAlone })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, badOnStderr('tallystick:'))) })
    .showHelpAfterError('`tallystick --help` and `tallystick help COMMAND` show what is possible.')
    .exitOverride();
  program.commandsGroup('The main job:');
  addPlay(program);
  program.commandsGroup('A contract file:');
  [addValidate, addLint, addSimulate, addDiff, addSchema, addHolidays].forEach((add) => add(program));
  program.commandsGroup('A contract under management:');
  [addAdopt, addContracts, addShow, addLedger, addExplain, addStatements, addVerify].forEach((add) => add(program));
  program.commandsGroup('What people put on record and decide:');
  [addIntroduce, addIntroductions, addRecord, addDispute, addWaiting, addDecide, addReissue].forEach((add) =>
    add(program),
  );
  program.commandsGroup("The client's CRM:");
  addCrm(program);
  program.commandsGroup('The system:');
  [addStatus, addReconcile, addFence, addRules, addSwitch].forEach((add) => add(program));
  const help = new Command('help').argument('[command]').description('Show the options and examples of one command.');
  program.addHelpCommand(help.helpGroup('Help:'));
  return program;
}

/** The tour shows names alone; arguments, options and examples are in each command's own help. */
function nameAlone(this: void, command: Command): string {
  return command.name();
}
