import { Option, type Command } from 'commander';
import { CRM_VENDORS } from '../shared/core/crm/vendors.ts';
import { dateArgument, portArgument } from './arguments.ts';
import type { PlayArguments } from './play.ts';

/** `tallystick play`: the main job, loaded only when it is asked for. */
export function addPlay(program: Command): void {
  program
    .command('play')
    .description('Run the whole system here; play the year of the 1999 agreement.')
    .option(
      '--until <date>',
      'the last day to play, to its midnight (else 31 December 1999; a year of another contract)',
      dateArgument,
    )
    .option('--contract <file>', 'another contract file (else contracts/auxer-pmr-1999.yaml)')
    .option('--no-serve', 'end after the year instead of leaving the local page open')
    .option('--keep', 'go on with the data of an earlier run instead of starting afresh', false)
    .option('--port <number>', 'port of the local page and api; 0 is any free one', portArgument, 0)
    .option('--data <folder>', 'where the data is kept (else .tallystick/data)')
    .addOption(
      new Option(
        '--crm <vendor...>',
        'open an account at these CRMs too, to be connected with `tallystick crm connect`',
      ).choices(CRM_VENDORS.filter((vendor) => vendor !== 'standard-webhooks')),
    )
    .addHelpText('after', '\nEverything listens on 127.0.0.1 and nothing reaches outside. Ctrl-C stops it all.')
    .action(async (options: PlayArguments) => {
      const { runPlay } = await import('./play.ts');
      await runPlay(options);
    });
}
