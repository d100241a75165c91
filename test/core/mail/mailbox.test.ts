import { describe, expect, it } from 'vitest';
import { domainOf, isWithinDomain, plainAddress, plainDomain, shownName } from '../../../shared/core/mail/mailbox.ts';

describe('an address', () => {
  it.each([
    ['dana@harborridge.example', 'dana@harborridge.example'],
    ['Dana@HarborRidge.Example', 'dana@harborridge.example'],
    ["o'neil+a.b=c@x-y.example", "o'neil+a.b=c@x-y.example"],
    ['Dana@Bücher.example', 'dana@xn--bcher-kva.example'],
    ['dana@bücher.example.', 'dana@xn--bcher-kva.example'],
    ['ЮЛИЯ@почта.example', 'юлия@xn--80a1acny.example'],
    ['e\u0301@x.example', 'é@x.example'],
    [`${'a'.repeat(64)}@x.example`, `${'a'.repeat(64)}@x.example`],
  ])('%j is compared as %j', (text, plain) => {
    expect(plainAddress(text)).toBe(plain);
  });

  it.each([
    '',
    'dana',
    '@x.example',
    'dana@',
    'dana@localhost',
    'dana@127.0.0.1',
    'dana@1.2',
    'dana@[192.0.2.1]',
    'a b@x.example',
    '"a@b"@x.example',
    'a@b@x.example',
    '.a@x.example',
    'a.@x.example',
    'a..b@x.example',
    'a@x..example',
    'a@-x.example',
    'a@x-.example',
    'a@x.example/',
    'a@x.example:25',
    'a@x.exam ple',
    'a\u200b@x.example',
    'a\u202e@x.example',
    'a@ｘ.example',
    'a@x。example',
    'a@x.example..',
    `${'a'.repeat(65)}@x.example`,
    `a@${'x'.repeat(60)}.${'x'.repeat(60)}.${'x'.repeat(60)}.${'x'.repeat(60)}.${'x'.repeat(20)}.example`,
  ])('%j is none', (text) => {
    expect(plainAddress(text)).toBeUndefined();
  });

  it('has the domain behind its last @', () => {
    expect(domainOf('a@b@c.example')).toBe('c.example');
  });
});

describe('a domain', () => {
  it.each([
    ['pmr.example', 'pmr.example', true],
    ['mail.pmr.example', 'pmr.example', true],
    ['evilpmr.example', 'pmr.example', false],
    ['pmr.example', 'mail.pmr.example', false],
    ['pmr.example.evil.example', 'pmr.example', false],
  ])('%s is within %s: %s', (domain, other, is) => {
    expect(isWithinDomain(domain, other)).toBe(is);
  });

  it('is in lower case, and without the point at its end', () => {
    expect([plainDomain('PMR.Example'), plainDomain('pmr.example.')]).toEqual(['pmr.example', 'pmr.example']);
  });
});

describe('the name before an address', () => {
  it.each([
    ['Dana Whitfield', 'Dana Whitfield'],
    ['  Dana\r\n\u202e Whitfield ', 'Dana Whitfield'],
    ['', 'dana@x.example'],
    [' \u200b ', 'dana@x.example'],
    ['ceo@bank.example', 'dana@x.example'],
    ['x'.repeat(200), 'x'.repeat(100)],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownName({ name, address: 'dana@x.example' })).toBe(shown);
  });
});
