import { describe, expect, it } from 'vitest';
import { namedByPipedrive } from '../../../../shared/adapters/crm/pipedrive/named.ts';
import { pipedriveWebhook } from '../../../../shared/adapters/crm/pipedrive/webhook.ts';

const SECRET = 'tallystick:a-password:of-some-length';
const basic = (secret: string): string => `Basic ${Buffer.from(secret).toString('base64')}`;

function verdict(authorization: string | undefined, secrets: readonly string[] = [SECRET]): string {
  const request = { method: 'POST', headers: { authorization }, body: Buffer.from('{}') };
  return pipedriveWebhook.check(request, { secrets }, { nowSeconds: 0, toleranceSeconds: 300 }).verdict;
}

describe('a webhook of Pipedrive', () => {
  it('is taken with the user and password of the connection, a colon in the password too', () => {
    expect(verdict(basic(SECRET))).toBe('good');
  });

  it('is taken with either of two while a password is replaced', () => {
    expect(verdict(basic(SECRET), ['tallystick:another-password-1', SECRET])).toBe('good');
  });

  it.each([
    undefined,
    '',
    'Basic',
    'Basic ',
    basic('tallystick:another-password-1'),
    basic(`${SECRET} `),
    basic(SECRET).toLowerCase(),
    `${basic(SECRET)}=`,
    `Bearer ${SECRET}`,
    SECRET,
    'Basic 😀',
    `Basic ${'A'.repeat(9000)}`,
  ])('is refused with %s', (authorization) => {
    expect(verdict(authorization)).toBe('wrong');
  });

  it.each([[[]], [['']], [['tallystick:']], [['tallystick:short']], [['no-colon-in-it-at-all']]])(
    'is refused when the connection has no password that is one: %j',
    (secrets) => {
      for (const secret of [...secrets, '', ':']) expect(verdict(basic(secret), secrets)).toBe('wrong');
    },
  );
});

describe('the secret of a connection to Pipedrive', () => {
  const user = 'u'.repeat(100);
  const password = 'p'.repeat(16);

  it.each([
    [`u:${password}`, 'good'],
    [`${user}:${'p'.repeat(200)}`, 'good'],
    [`!~9;:${password}`, 'good'],
    [`u:!~:${password}`, 'good'],
    [`:${password}`, 'wrong'],
    [`${user}u:${password}`, 'wrong'],
    [`u:${'p'.repeat(15)}`, 'wrong'],
    [`u:${'p'.repeat(201)}`, 'wrong'],
    [`u u:${password}`, 'wrong'],
    [`u:${password} p`, 'wrong'],
    [` u:${password}`, 'wrong'],
    [`u:${password}\n`, 'wrong'],
    [`ü:${password}`, 'wrong'],
    [`u:ü${password}`, 'wrong'],
  ])('is a user of 1 to 100 and a password of 16 to 200 plain characters: with %j it is %s', (secret, expected) => {
    expect(verdict(basic(secret), [secret])).toBe(expected);
  });
});

describe('the id of a message of Pipedrive', () => {
  const of = (authorization: string) =>
    pipedriveWebhook.check(
      { method: 'POST', headers: { authorization }, body: Buffer.from('{}') },
      { secrets: [SECRET] },
      { nowSeconds: 0, toleranceSeconds: 300 },
    );

  it('is what it says, hashed, and none when it is refused', () => {
    // The first 40 figures of the SHA-256 of `{}`, by sha256sum.
    expect(of(basic(SECRET))).toEqual({ verdict: 'good', messageId: '44136fa355b3678a1146ad16f7e8649e94fb4fc2' });
    expect(of(basic('tallystick:another-password-1'))).toEqual({ verdict: 'wrong', messageId: '' });
  });

  it('goes with the answer 200', () => {
    expect(pipedriveWebhook.taken).toEqual({ statusCode: 200 });
  });
});

describe('what an event of Pipedrive names', () => {
  const event = (meta: object): string =>
    JSON.stringify({ meta: { version: '2.0', company_id: '62515', ...meta }, data: {}, previous: null });

  it('is its deal, of every action, and the account', () => {
    for (const action of ['create', 'change', 'delete']) {
      expect(namedByPipedrive(event({ action, entity: 'deal', entity_id: '6' }))).toEqual({
        deals: ['6'],
        parties: [],
        account: '62515',
      });
    }
  });

  it('is the person or organization that changed', () => {
    expect(namedByPipedrive(event({ entity: 'person', entity_id: 51 }))).toMatchObject({
      parties: [{ kind: 'contact', id: '51' }],
    });
    expect(namedByPipedrive(event({ entity: 'organization', entity_id: '7' }))).toMatchObject({
      parties: [{ kind: 'company', id: '7' }],
    });
  });

  it('is nothing for other entities, and a problem for webhooks of version 1', () => {
    expect(namedByPipedrive(event({ entity: 'lead', entity_id: 'x' }))).toMatchObject({ deals: [], parties: [] });
    for (const body of ['', '[]', '5', '{"v":1,"event":"updated.deal","meta":{"id":6,"object":"deal"}}']) {
      expect(namedByPipedrive(body)).toEqual([expect.objectContaining({ field: 'meta' })]);
    }
  });
});
