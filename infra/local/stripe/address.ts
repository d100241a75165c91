import type { Stripe } from 'stripe';
import { objectOf, unsettable } from './parameters.ts';
import type { Field, Read } from './parameters.ts';

const ADDRESS_FIELDS = {
  city: unsettable(),
  country: unsettable(2),
  line1: unsettable(),
  line2: unsettable(),
  postal_code: unsettable(),
  state: unsettable(),
};

/** An address; an empty value unsets it. */
export const address: Field<Stripe.Address | null> = {
  read: (value, param, now) => (value === '' ? null : whole(objectOf(ADDRESS_FIELDS).read(value, param, now))),
};

function whole(given: Read<typeof ADDRESS_FIELDS>): Stripe.Address {
  const { city = null, country = null, line1 = null, line2 = null, postal_code = null, state = null } = given;
  return { city, country, line1, line2, postal_code, state };
}
