import { describe, expect, test } from 'vitest';
import { tallystick } from './run-tallystick.ts';

const COMMANDS = [
  'play validate lint simulate schema',
  'adopt contracts show ledger explain statements verify',
  'introduce introductions record dispute rule waiting decide',
  'status stop resume switch-on help',
].flatMap((line) => line.split(' '));

describe('tallystick --help', () => {
  test('lists every command with one sentence, within 80 columns', async () => {
    const { code, stdout } = await tallystick(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} +[A-Z].*\\.$`, 'm'));
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('says where things are kept, which system is meant, and what the exit codes mean', async () => {
    const { stdout } = await tallystick(['--help']);
    for (const word of ['TALLYSTICK_API', '.tallystick/local.json', 'AWS_SESSION_TOKEN', 'Exit codes', 'NO_COLOR']) {
      expect(stdout).toContain(word);
    }
  });

  test('is what the bare command prints', async () => {
    const [bare, help] = await Promise.all([tallystick([]), tallystick(['--help'])]);
    expect(bare).toEqual(help);
  });
});

describe('a command that is called wrongly', () => {
  test('suggests the nearest command and ends with 2', async () => {
    const { code, stdout, stderr } = await tallystick(['ledgr', 'auxer-pmr-1999']);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain("unknown command 'ledgr'");
    expect(stderr).toContain('Did you mean ledger?');
  });

  test('names the option that is missing', async () => {
    const { code, stderr } = await tallystick(['simulate', 'file.yaml']);
    expect(code).toBe(2);
    expect(stderr).toContain('--until <date>');
  });

  test('refuses a date that does not exist', async () => {
    const { code, stderr } = await tallystick(['simulate', 'file.yaml', '--until', '1999-02-29']);
    expect(code).toBe(2);
    expect(stderr).toContain('Give a date that exists, as YYYY-MM-DD.');
  });
});

describe('colours', () => {
  test('stay away from a pipe', async () => {
    const { stdout } = await tallystick(['--help']);
    expect(stdout).not.toContain('\u001B');
  });

  test('come when they are forced, and NO_COLOR is stronger than a terminal', async () => {
    const words = ['simulate', 'contracts/auxer-pmr-1999.yaml', '--until', '1999-05-01'];
    const { stdout } = await tallystick(words, { cwd: process.cwd(), env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain('\u001B[1m');
    const plain = await tallystick(words, { cwd: process.cwd(), env: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001B');
  });
});
