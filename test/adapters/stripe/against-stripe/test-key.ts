/** The key may not be used; the message says why, and never the key. */
export class KeyRefusedError extends Error {
  override readonly name = 'KeyRefusedError';
  readonly code = 'KEY_REFUSED';
}

/**
 * The Stripe key in the variable `name`, if it is one of a test mode or a sandbox. A key that moves real money is
 * refused before anything is sent, and so is whatever this does not know to be harmless.
 */
export function testKeyFrom(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const key = environment[name]?.trim() ?? '';
  if (key === '') {
    throw new KeyRefusedError(`The environment variable ${name} is empty. Put a Stripe test key (sk_test_…) into it.`);
  }
  if (/(^|_)live(_|$)/i.test(key)) {
    throw new KeyRefusedError(
      `${name} holds a live key, which moves real money. This suite makes, pays and voids invoices: give it a test key ` +
        '(sk_test_… or rk_test_…), from the sandbox of an account.',
    );
  }
  if (!/^(sk|rk)_test_[A-Za-z0-9]+$/.test(key)) {
    throw new KeyRefusedError(`${name} holds no Stripe test key: one begins with sk_test_ or rk_test_.`);
  }
  return key;
}
