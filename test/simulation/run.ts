import { HELP } from './tool/help.ts';
import { parseOptions, UsageError, type Options } from './tool/options.ts';
import { playFull } from './tool/full.ts';
import { print } from './tool/print.ts';
import { playRandom } from './tool/random.ts';
import { replay } from './tool/replay.ts';
import { playSingles } from './tool/singles.ts';

/** `npm run simulate`: makes every call of every workflow fail in every way, or what else its options ask for; `-- --help` names them. */
const WRONGLY_CALLED = 2;

async function run(options: Options): Promise<number> {
  switch (options.mode) {
    case 'help':
      print(HELP);
      return 0;
    case 'singles':
      return playSingles(options);
    case 'full':
      return playFull(options);
    case 'random':
      return playRandom(options);
    case 'replay':
      return replay(options);
    default:
      return options satisfies never;
  }
}

try {
  process.exitCode = await run(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\`npm run simulate -- --help\` says what there is.\n`);
  process.exitCode = WRONGLY_CALLED;
}
