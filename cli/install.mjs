/**
 * Runs before `npm start` and `npm test`: installs the packages when they are not those of package-lock.json, and says
 * so when this machine cannot run everything. Plain JavaScript for any Node from 18 on, without dependencies.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_NEEDED = 24;
const folder = resolve(fileURLToPath(new URL('..', import.meta.url)));

if (!isInstalled()) await install();
checkMachine();

/** True when every package of package-lock.json is there in that version; optional ones may be for other machines. */
function isInstalled() {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) return true; // Without a lockfile there is nothing to compare with; npm will say so.
  if (present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    return present[path] === undefined ? optional === true : present[path].version === version;
  });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined; // Missing, or cut short: as good as not installed.
  }
}

async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  console.log('Installing the packages of package-lock.json (once, and again when it changes).');
  const beat = setInterval(() => console.log(`  ${seconds()} s: still installing`), 10_000);
  const code = await runNpm(['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']);
  clearInterval(beat);
  if (code === 0) return console.log(`Installed in ${seconds()} s.\n`);
  console.error(
    '\nThe installation failed; npm says why above. Check the network and the registry, then run the command again.',
  );
  process.exit(3);
}

/** The npm that runs this script, if one does. Gives its exit code. */
function runNpm(words) {
  const npm = process.env.npm_execpath;
  const isScript = npm !== undefined && /\.c?js$/.test(npm);
  const child = isScript
    ? spawn(process.execPath, [npm, ...words], { cwd: folder, stdio: 'inherit' })
    : spawn('npm', words, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((done) => {
    child.on('error', () => done(1));
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Says what does not run here. Without a Node that is new enough nothing does. */
function checkMachine() {
  const isLinuxX64 = process.platform === 'linux' && process.arch === 'x64';
  const bundledNode = join(folder, 'node_modules', '.bin', 'node');
  if (!existsSync(bundledNode) && Number(process.versions.node.split('.')[0]) < NODE_NEEDED) {
    console.error(
      isLinuxX64
        ? `Tallystick needs Node ${NODE_NEEDED}, and this is ${process.version}. npm left out the one that comes with ` +
            'it: remove node_modules and run `npm ci --include=optional`.'
        : `Tallystick needs Node ${NODE_NEEDED}, and this is ${process.version}. On ${process.platform} ` +
            `${process.arch} none comes with it: install Node ${NODE_NEEDED} from nodejs.org, then run this again.`,
    );
    process.exit(3);
  }
  if (!isLinuxX64 && process.env.DYNAMODB_ENDPOINT === undefined) {
    console.log(
      `Note: the embedded DynamoDB engine runs on linux x64 only, and this machine is ${process.platform} ` +
        `${process.arch}.\n  Here \`npm start\` and the tests of the local system do not run; the core, \`validate\`, ` +
        '`lint` and\n  `simulate` do. For the rest run DynamoDB Local and set DYNAMODB_ENDPOINT=http://127.0.0.1:8000.\n',
    );
  }
}
