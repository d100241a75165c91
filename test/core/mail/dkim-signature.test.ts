import { describe, expect, it } from 'vitest';
import { readDkimSignature } from '../../../shared/core/mail/dkim-signature.ts';

describe('a DKIM signature', () => {
  it('says whose it is, for whom, and what it covers', () => {
    const value = 'v=1; a=rsa-sha256; d=PMR.example;\t s=s1; h=From : To:\r\n Subject; i=me@Mail.pmr.example; b=a b; ';
    expect(readDkimSignature(value)).toEqual({
      domain: 'pmr.example',
      identity: 'mail.pmr.example',
      covers: ['from', 'to', 'subject'],
      isPartial: false,
    });
  });

  it('is for its own domain where it does not say', () => {
    expect(readDkimSignature('d=pmr.example; h=from')?.identity).toBe('pmr.example');
  });

  it('is partial with a length', () => {
    expect(readDkimSignature('d=pmr.example; h=from; l=0')?.isPartial).toBe(true);
  });

  it.each([
    'h=from',
    'd=pmr.example',
    'd=pmr.example; h=to:subject',
    'd=localhost; h=from',
    'd=pmr.example; h=from; d=evil.example',
    'd=pmr.example; h=from; nonsense',
    'd=pmr.example; h=from; i=@evil.example',
    'd=pmr.example; h=from; i=@evilpmr.example',
    'd=mail.pmr.example; h=from; i=@pmr.example',
    'd=pmr.example; h=from; i=@',
  ])('is none: %s', (value) => {
    expect(readDkimSignature(value)).toBeUndefined();
  });
});
