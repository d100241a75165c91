import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Plain } from '../../shared/core/json.ts';
import { hubspotMapping } from '../builders/hubspot-mapping.ts';
import { tallystick } from './run-tallystick.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-crm-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function mappingFile(changes: { [key: string]: Plain } = {}): string {
  return file('mapping.yaml', stringify(hubspotMapping(changes)));
}

const DEAL = {
  id: '901',
  properties: {
    amount: '250000.50',
    dealstage: 'closedwon',
    closedate: '2026-01-15T02:00:00Z',
    hs_lastmodifieddate: '2026-01-16T10:00:00Z',
  },
  contacts: [{ id: '51', properties: { firstname: 'Dana', lastname: 'Whitfield', email: 'Dana@HarborRidge.example' } }],
};

describe('tallystick crm check', () => {
  test('takes a mapping that is right', async () => {
    const { code, stdout } = await tallystick(['crm', 'check', mappingFile()]);
    expect(code).toBe(0);
    expect(stdout).toContain('amount, in major units');
  });

  test('says each mistake with its line, and ends with 1', async () => {
    const { code, stderr } = await tallystick(['crm', 'check', mappingFile({ closedOn: { feild: 'closedate' } })]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/closedOn\.feild \(line \d+\)/);
    expect(stderr).toContain('Did you mean field?');
  });
});

describe('tallystick crm try', () => {
  const attempt = (deal: object, ...more: string[]) =>
    tallystick([
      'crm',
      'try',
      '--mapping',
      mappingFile(),
      '--payload',
      file('deal.json', JSON.stringify(deal)),
      ...more,
    ]);

  test('prints what would be on record, the day in the zone of the contract', async () => {
    const { code, stdout } = await attempt(DEAL, '--time-zone', 'America/New_York');
    expect(code).toBe(0);
    for (const text of ['USD 250,000.50', '25000050', '2026-01-14', 'dana@harborridge.example', 'hubspot/contact/51']) {
      expect(stdout).toContain(text);
    }
  });

  test('says every problem of the deal, with field, shape and fix', async () => {
    const { code, stderr } = await attempt({
      ...DEAL,
      properties: { ...DEAL.properties, amount: '1,250,000.00', closedate: '' },
      contacts: [],
    });
    expect(code).toBe(1);
    for (const text of ['amount', 'thousands separators', 'closedate', 'contact.firstname'])
      expect(stderr).toContain(text);
  });

  test('says that a webhook holds no deal', async () => {
    const { code, stderr } = await attempt([{ subscriptionType: 'deal.creation', objectId: 901 }]);
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('a webhook names deals and holds none');
  });

  test('reads the opportunity and the mapping that the page of Salesforce shows', async () => {
    const page = readFileSync(new URL('../../docs/crm/salesforce.md', import.meta.url), 'utf8');
    const shown = (language: string) =>
      [...page.matchAll(new RegExp(`^\u0060{3}${language}\n(.+?)^\u0060{3}$`, 'gms'))].map(([, text = '']) => text);
    const mapping = file('salesforce.yaml', shown('yaml')[0] ?? '');
    const payload = file('opportunity.json', shown('json')[1] ?? '');
    const { code, stdout } = await tallystick(['crm', 'try', '--mapping', mapping, '--payload', payload]);
    expect(code).toBe(0);
    for (const text of ['USD 12,500,000.00', '2026-01-15', 'Dana Whitfield', 'salesforce/contact/0032000001AOHpxAAH']) {
      expect(stdout).toContain(text);
    }
  });

  test('reads the payload of a sender of its own, by paths from its top', async () => {
    const mapping = file(
      'own.yaml',
      stringify({
        ...hubspotMapping(),
        vendor: 'standard-webhooks',
        deal: { id: 'data.id', changedAt: 'at' },
        amount: { field: 'data.cents', units: 'minor' },
        currency: { always: 'USD' },
        stage: { field: 'data.stage', closed: ['won'] },
        closedOn: { field: 'data.day' },
        investor: { name: ['data.who'] },
      }),
    );
    const payload = file(
      'own.json',
      '{"at": "2026-01-15T14:00:00Z", "data": {"id": 7, "cents": 5, "stage": "won", "day": "2026-01-15", "who": "Lee"}}',
    );
    const { code, stdout } = await tallystick(['crm', 'try', '--mapping', mapping, '--payload', payload]);
    expect([code, stdout.includes('USD 0.05')]).toEqual([0, true]);
  });
});
