import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-install-'));
  mkdirSync(join(folder, 'cli'));
  mkdirSync(join(folder, 'node_modules'));
  copyFileSync(resolve(import.meta.dirname, '../../cli/install.mjs'), join(folder, 'cli', 'install.mjs'));
  lock('package-lock.json', {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  });
  lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } });
});
afterEach(() => rmSync(folder, { recursive: true }));

function lock(path: string, packages: object): void {
  writeFileSync(join(folder, path), JSON.stringify({ packages }));
}

/** Runs the hook with a stand-in for npm that notes its words and ends with a code. */
function install(npmCode = 0): { code: number | null; stdout: string; stderr: string; npm: string | undefined } {
  const npm = join(folder, 'npm.cjs');
  writeFileSync(
    npm,
    `require('node:fs').writeFileSync('npm-was-asked', process.argv.slice(2).join(' ')); process.exitCode = ${npmCode};`,
  );
  const env = { PATH: process.env['PATH'] ?? '', npm_execpath: npm };
  const ran = spawnSync(process.execPath, ['cli/install.mjs'], { cwd: folder, env, encoding: 'utf8' });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr, npm: askedOf() };
}

function askedOf(): string | undefined {
  try {
    return readFileSync(join(folder, 'npm-was-asked'), 'utf8');
  } catch {
    return undefined;
  }
}

describe('the hook before npm start and npm test', () => {
  test('does nothing and says nothing when every package is there; an optional one may be missing', () => {
    expect(install()).toMatchObject({ code: 0, npm: undefined, stdout: '' });
  });

  test('installs from the lockfile when nothing is installed', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    const { code, npm, stdout } = install();
    expect(code).toBe(0);
    expect(npm).toMatch(/^ci /);
    expect(stdout).toContain('Installing the packages');
  });

  test('installs when the lockfile asks for another version, also of an optional package', () => {
    lock('node_modules/.package-lock.json', {
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.9.9' },
    });
    expect(install().npm).toMatch(/^ci /);
  });

  test('ends with 3 and what to do when npm fails', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    const { code, stderr } = install(1);
    expect(code).toBe(3);
    expect(stderr).toContain('The installation failed');
  });
});

test('the command without its packages says what to run first', () => {
  for (const part of ['cli', 'shared', 'infra/local', 'package.json']) {
    cpSync(resolve(import.meta.dirname, '../..', part), join(folder, part), { recursive: true });
  }
  const ran = spawnSync(process.execPath, ['cli/tallystick.ts'], { cwd: folder, encoding: 'utf8' });
  expect(ran.status).toBe(3);
  expect(ran.stderr).toBe('tallystick: the packages that it needs are not installed. Run `npm install` first.\n');
});
