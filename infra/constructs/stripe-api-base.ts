/** Where Stripe is. The local system gives its functions another origin in its place. */
export const stripeApiBase = 'https://api.stripe.com';
