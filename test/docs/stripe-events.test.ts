import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { STRIPE_EVENTS } from '../../shared/app/stripe-hint.ts';

it('the guide to deploying names every event that the webhook endpoint must have, and no other', () => {
  const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  const [, list = ''] = /with these events:\n\n```text\n([^`]*)```/.exec(page) ?? [];
  expect(list.trim().split('\n')).toEqual([...STRIPE_EVENTS]);
});
