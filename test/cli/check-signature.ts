import { createHash, createHmac } from 'node:crypto';

export interface ReceivedRequest {
  readonly method: string;
  /** As sent, before the question mark. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Signature Version 4 worked out from AWS's description with node:crypto alone, so that the signer has an independent
 * judge. Answers why the request is not signed by this key, or undefined when it is.
 */
export function signatureProblem(request: ReceivedRequest, secretAccessKey: string, now: Date): string | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<scope>[^,]+), SignedHeaders=(?<names>[^,]+), Signature=(?<given>\w+)$/;
  const parts = pattern.exec(request.headers['authorization'] ?? '')?.groups;
  if (parts === undefined) return 'no signature';
  const { scope = '', names = '', given } = parts;
  const stamp = request.headers['x-amz-date'] ?? '';
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(now.getTime() - at) < 300_000)) return 'stale';
  if (!scope.endsWith('/execute-api/aws4_request')) return 'another service';
  for (const name of ['host', 'x-amz-date']) if (!names.split(';').includes(name)) return `${name} is not signed`;
  const bodyHash = sha256(request.body);
  const canonical = [
    request.method,
    request.path.replace(/[^A-Za-z0-9\-._~/]/g, (letter) => encodeURIComponent(letter)),
    '',
    ...names.split(';').map((name) => `${name}:${(request.headers[name] ?? '').trim()}`),
    '',
    names,
    bodyHash,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>((secret, word) => hmac(secret, word), `AWS4${secretAccessKey}`);
  return hmac(key, toSign).toString('hex') === given ? undefined : 'another signature';
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer | string, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
