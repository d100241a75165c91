import { ApiRefusalError } from './api-refusal-error.ts';

/** Refuses a request without the key, or for a version of no known form. */
export function checkHeaders(headers: Headers, secretKey: string): void {
  const key = keyIn(headers.get('authorization') ?? '');
  if (key === '') {
    const message =
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
    throw new ApiRefusalError(message, { status: 401 });
  }
  if (key !== secretKey) {
    throw new ApiRefusalError(`Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`, {
      status: 401,
    });
  }
  const version = headers.get('stripe-version');
  if (version !== null && !/^\d{4}-\d\d-\d\d(\.[a-z]+)?$/.test(version)) {
    throw new ApiRefusalError(`Invalid Stripe API version: ${version}`);
  }
}

function keyIn(authorization: string): string {
  const [scheme, credentials = ''] = authorization.split(' ');
  if (scheme === 'Bearer') return credentials;
  return scheme === 'Basic' ? (Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '') : '';
}

export function unavailable(): ApiRefusalError {
  return new ApiRefusalError('The service is temporarily unavailable.', {
    status: 503,
    type: 'api_error',
    beforeExecution: true,
  });
}

export function unrecognized(method: string, path: string): ApiRefusalError {
  const message = `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash.`;
  return new ApiRefusalError(message, { status: 404, beforeExecution: true });
}

export function unknownFault(): ApiRefusalError {
  return new ApiRefusalError('An unknown error occurred.', { status: 500, type: 'api_error' });
}
