import { Argument, type Command } from 'commander';
import { holidaysIn } from './public-holidays.ts';
import { jsonOption } from './api-command.ts';
import { print, printJson } from './terminal/text.ts';

/** `tallystick holidays JURISDICTION --from YEAR --until YEAR` */
export function addHolidays(program: Command): void {
  jsonOption(program.command('holidays'))
    .addArgument(new Argument('<jurisdiction>', 'such as US, US-NY, CA-ON, GB-ENG or ZA'))
    .description('Print public holidays, as a contract file lists them for business days.')
    .requiredOption('--from <year>', 'the first year', Number)
    .requiredOption('--until <year>', 'the last year', Number)
    .addHelpText(
      'after',
      '\nA contract file may also say `holidays: US-NY`: the command puts the dates of thirty\nyears in its place when it reads the file, so that what is adopted never changes.',
    )
    .action((jurisdiction: string, options: { from: number; until: number; json?: true }) => {
      const dates = holidaysIn(jurisdiction, options.from, options.until);
      if (options.json === true) return printJson(dates);
      return print(['holidays:', ...dates.map((date) => `  - ${date}`)]);
    });
}
