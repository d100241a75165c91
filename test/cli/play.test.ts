import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../infra/local/data-folder.ts';
import { tallystick } from './run-tallystick.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-play-'));
const kept = join(folder, 'of-the-last-run');
writeFileSync(kept, '');
afterAll(() => rmSync(folder, { recursive: true }));

describe('play refuses at once, and leaves the data of the last run alone,', () => {
  it.each([
    {
      because: 'a last day before the agreement',
      asked: ['--until', '1999-04-05'],
      code: 2,
      says: 'tallystick: --until 1999-04-05 is before 1999-04-06, the date of the agreement.',
    },
    {
      because: 'a day that does not exist',
      asked: ['--until', '1999-06-31'],
      code: 2,
      says: 'Give a date that exists, as YYYY-MM-DD.',
    },
    {
      because: 'a CRM that has no stand-in',
      asked: ['--crm', 'standard-webhooks'],
      code: 2,
      says: 'Allowed choices are',
    },
    {
      because: 'a contract file that is not there',
      asked: ['--contract', join(folder, 'none.yaml')],
      code: 1,
      says: 'there is no such file',
    },
    {
      because: 'a DynamoDB that is not on this machine',
      asked: [],
      env: { DYNAMODB_ENDPOINT: 'http://dynamodb.example:8000' },
      code: 3,
      says: 'set it to an address such as',
    },
  ])('$because', async ({ asked, env = {}, code, says }) => {
    const ran = await tallystick(['play', '--no-serve', '--data', folder, ...asked], { env });
    expect(ran.stderr.replaceAll(/\n\s*/g, ' ')).toContain(says);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(existsSync(kept)).toBe(true);
  });

  it('a folder that another local system uses', async () => {
    const claimed = claimDataFolder(folder);
    const ran = await tallystick(['play', '--no-serve', '--data', folder]);
    claimed.release();
    expect(ran.stderr).toContain(`process ${process.pid}`);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(existsSync(kept)).toBe(true);
  });
});
