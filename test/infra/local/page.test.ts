import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { describe, expect, it } from 'vitest';
import { factList, page } from '../../../infra/local/page.ts';

describe('page', () => {
  it('escapes the title, the house, the links and what the body holds', async () => {
    const nasty = '<script>alert("1")</script>';
    const answer = await page({
      title: nasty,
      house: nasty,
      nav: [{ label: nasty, href: `"${nasty}` }],
      body: html`${factList([[nasty, nasty]])}`,
    });
    expect(await answer.text()).not.toContain('<script');
  });

  it('allows exactly the styles that it carries, by their hashes', async () => {
    const answer = await page({ title: 'A page', body: html``, styles: 'td { color: red; }' });
    const styles = [...(await answer.text()).matchAll(/<style>([^]*?)<\/style>/g)].map(([, css = '']) => css);
    const hashes = styles.map((css) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`);
    expect(hashes).toHaveLength(2);
    expect(answer.headers.get('content-security-policy')).toContain(`style-src ${hashes.join(' ')};`);
  });

  it('allows nothing else unless told', async () => {
    const plain = await page({ title: 'A page', body: html`` });
    expect(plain.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(plain.headers.get('content-security-policy')).not.toContain('script-src');
    const scripted = await page({ title: 'A page', body: html``, policy: { 'script-src': "'self'" } });
    expect(scripted.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('leaves out a fact that is not known', async () => {
    const list = await factList([
      ['Known', 'yes'],
      ['Unknown', undefined],
    ]);
    expect(list.toString()).toContain('Known');
    expect(list.toString()).not.toContain('Unknown');
  });
});
