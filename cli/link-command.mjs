/** After an installation: puts the project's own command beside those of its packages, so that npx finds it at once. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const link = fileURLToPath(new URL('../node_modules/.bin/tallystick', import.meta.url));

if (process.platform !== 'win32') {
  mkdirSync(fileURLToPath(new URL('../node_modules/.bin', import.meta.url)), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../cli/tallystick.ts', link);
}
