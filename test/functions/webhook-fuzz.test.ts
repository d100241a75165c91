import { createHash, createHmac } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catchLine } from '../canaries/catch-logs.ts';

const SEED = Number(process.env['FUZZ_SEED'] ?? 19_990_406);
/** For each route. `npm run fuzz` sends a hundred thousand, by another seed. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 4_000);
const CONTRACT = 'auxer-pmr-1999';
const CANARY = 'CanaryHarborPoint';
const CRM_KEY = Buffer.alloc(32, 5);
const STRIPE_KEY = 'whsec_stripefuzzing';
const PIPEDRIVE_KEY = 'tallystick:pipedrive-fuzzing-password';
const SALESFORCE_KEY = 'salesforce-fuzzing-secret_0123456789';
const HUBSPOT_KEY = 'hubspot-fuzzing-secret';
const HUBSPOT_URL = `https://hooks.example.com/webhooks/crm/${CONTRACT}/hubspot`;
const CLOSE_KEY = '5c'.repeat(32);
const ATTIO_KEY = 'a7'.repeat(32);
const NOW = 1_795_000_000;

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
type Headers = Record<string, string>;

/** One sender's way of signing, written here anew: the code under test must not judge itself. */
interface Sender {
  readonly path: Record<string, string>;
  readonly headers: (id: string, timestamp: string, body: Buffer, key?: string | Buffer) => Headers;
  readonly signatureHeader: string;
  /** Whether a version stands before the signature, such as `v1,`. */
  readonly hasVersion: boolean;
  /** Whether a time is signed. */
  readonly isTimed: boolean;
  /** What is answered to what is taken. */
  readonly taken: number;
}

const crm: Sender = {
  path: { contractId: CONTRACT },
  headers: (id, timestamp, body, key = CRM_KEY) => {
    const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${digest}` };
  },
  signatureHeader: 'webhook-signature',
  hasVersion: true,
  isTimed: true,
  taken: 202,
};

const hubspot: Sender = {
  path: { contractId: CONTRACT, vendor: 'hubspot' },
  headers: (_, timestamp, body, key = HUBSPOT_KEY) => {
    // HubSpot's time is in milliseconds; what is no number of seconds stays the odd text that it is.
    const time = /^\d{10}$/.test(timestamp) ? `${timestamp}000` : timestamp.replace(/^(\d{10})000$/, '$1');
    const signed = createHmac('sha256', key).update(`POST${HUBSPOT_URL}`).update(body).update(time);
    return { 'x-hubspot-request-timestamp': time, 'x-hubspot-signature-v3': signed.digest('base64') };
  },
  signatureHeader: 'x-hubspot-signature-v3',
  hasVersion: false,
  isTimed: true,
  taken: 200,
};

const close: Sender = {
  path: { contractId: CONTRACT, vendor: 'close' },
  headers: (_, timestamp, body, key = Buffer.from(CLOSE_KEY, 'hex')) => {
    const hash = createHmac('sha256', key).update(timestamp).update(body).digest('hex');
    return { 'close-sig-timestamp': timestamp, 'close-sig-hash': hash };
  },
  signatureHeader: 'close-sig-hash',
  hasVersion: false,
  isTimed: true,
  taken: 200,
};

const attio: Sender = {
  path: { contractId: CONTRACT, vendor: 'attio' },
  headers: (id, _, body, key = ATTIO_KEY) => {
    return { 'idempotency-key': id, 'attio-signature': createHmac('sha256', key).update(body).digest('hex') };
  },
  signatureHeader: 'attio-signature',
  hasVersion: false,
  isTimed: false,
  taken: 200,
};

const stripe: Sender = {
  path: {},
  headers: (_, timestamp, body, key = STRIPE_KEY) => {
    const digest = createHmac('sha256', key).update(`${timestamp}.`).update(body).digest('hex');
    return { 'stripe-signature': `t=${timestamp},v1=${digest}` };
  },
  signatureHeader: 'stripe-signature',
  hasVersion: true,
  isTimed: true,
  taken: 202,
};

const SENDERS = [
  ['crm', crm],
  ['hubspot', hubspot],
  ['close', close],
  ['attio', attio],
  ['stripe', stripe],
] as const;

let aws: Server;
type Route = 'crm' | 'hubspot' | 'pipedrive' | 'close' | 'salesforce' | 'attio' | 'stripe';
let handlers: Record<Route, Handler>;
let isQueueDown = false;
let queued = 0;
const printed: string[] = [];
const print = (text: string | Uint8Array): boolean => {
  catchLine(String(text));
  return printed.push(String(text)) > 0;
};

function secretOf(id: string): object {
  if (id.endsWith('/hubspot')) return { secrets: [HUBSPOT_KEY], url: HUBSPOT_URL };
  if (id.endsWith('/pipedrive')) return { secrets: [PIPEDRIVE_KEY] };
  if (id.endsWith('/attio')) return { secrets: [ATTIO_KEY] };
  if (id.endsWith('/close')) return { secrets: [CLOSE_KEY] };
  if (id.endsWith('/salesforce')) return { secrets: [SALESFORCE_KEY] };
  return { secrets: [id.endsWith(CONTRACT) ? `whsec_${CRM_KEY.toString('base64')}` : STRIPE_KEY] };
}

/** A secret store that knows a secret for each route, and a queue that counts. */
function startAws(): Promise<string> {
  aws = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input = JSON.parse(Buffer.concat(chunks).toString()) as { SecretId?: string; MessageBody?: string };
      if (isQueueDown && input.MessageBody !== undefined)
        return void response.writeHead(400).end('{"__type":"QueueDown"}');
      if (input.MessageBody !== undefined) queued += 1;
      const secret = secretOf(input.SecretId ?? '');
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      const taken = {
        MessageId: 'm',
        MD5OfMessageBody: createHash('md5')
          .update(input.MessageBody ?? '')
          .digest('hex'),
      };
      const answer = input.MessageBody === undefined ? { SecretString: JSON.stringify(secret) } : taken;
      return void response.end(JSON.stringify(answer));
    });
  });
  return new Promise((resolve) => {
    aws.listen(0, '127.0.0.1', () => {
      const address = aws.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 });
  const endpoint = await startAws();
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    POWERTOOLS_METRICS_NAMESPACE: 'Tallystick',
    POWERTOOLS_SERVICE_NAME: 'fuzz',
    INBOUND_QUEUE_URL: `${endpoint}/inbound.fifo`,
    CRM_SECRET_PREFIX: 'fuzz/crm/',
    STRIPE_WEBHOOK_SECRET_ARN: 'fuzz-stripe',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
  const crmHandler = (await import('../../functions/receive-crm-webhook/handler.ts')).handler;
  handlers = {
    crm: crmHandler,
    hubspot: crmHandler,
    pipedrive: crmHandler,
    close: crmHandler,
    salesforce: crmHandler,
    attio: crmHandler,
    stripe: (await import('../../functions/receive-stripe-webhook/handler.ts')).handler,
  };
});

afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  aws.close();
});

function eventOf(path: Record<string, string>, headers: Headers, body: Buffer, encoded = true): APIGatewayProxyEventV2 {
  // Only what an HTTP API gives and the functions read.
  return {
    headers,
    pathParameters: path,
    body: encoded ? body.toString('base64') : body.toString('utf8'),
    isBase64Encoded: encoded,
    requestContext: { timeEpoch: NOW * 1000, http: { method: 'POST' } },
  } as unknown as APIGatewayProxyEventV2;
}

const odd = fc.constantFrom(...'| |\u0000|\ufeff|\u2028|\u202e|😀|１２３|\r\n|v1,|t=|__proto__'.split('|'));
const oddText = fc.oneof(
  odd,
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.constantFrom('x'.repeat(5000), 'é'.repeat(5000)),
);

/** Texts that `Number` reads as now or another number, and that are none of a timestamp's own. */
const oddTime = fc.constantFrom(
  ...`|0|-1|-${NOW}|NaN|null|Infinity|1e9|${NOW}.0|${NOW}n|${NOW}000|0x${NOW.toString(16)}|+${NOW}`.split('|'),
  ...`${NOW - 301}| ${NOW}|${NOW} |${NOW + 301}|${NOW},${NOW}|${'9'.repeat(400)}|１７００|${NOW}\u2028`.split('|'),
);

const bodies = fc.oneof(
  fc.constant(Buffer.from(`{"id":"evt_1","type":"funding.closed","data":{"investor":{"name":"${CANARY}"}}}`)),
  fc.constantFrom('\ufeff{}', '{"a":"\u2028"}', '😀', '', '\u0000').map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

type Mutation = (sender: Sender, timestamp: string, body: Buffer) => { headers: Headers; body: Buffer };
const signed = (sender: Sender, timestamp: string, body: Buffer): Headers => sender.headers('msg_1', timestamp, body);
const changed = (body: Buffer, at: number): Buffer => {
  const copy = Buffer.concat([body, Buffer.from([1])]);
  const place = at % copy.length;
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
};

/** Each takes a request that would hold and makes it one that must not. */
const mutations: readonly fc.Arbitrary<Mutation>[] = [
  fc.nat().map((at) => (sender, time, body) => ({ headers: signed(sender, time, body), body: changed(body, at) })),
  oddText.map((text) => (sender, time, body) => {
    return { headers: { ...signed(sender, time, body), [sender.signatureHeader]: text }, body };
  }),
  fc.nat({ max: 2 }).map((index) => (sender, time, body) => {
    const entries = Object.entries(signed(sender, time, body));
    return { headers: Object.fromEntries(entries.filter((_, at) => at !== index % entries.length)), body };
  }),
  fc.constant((sender, time, body) => {
    const entries = Object.entries(signed(sender, time, body));
    return { headers: Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])), body };
  }),
  fc.constant((sender, time, body) => {
    const headers = signed(sender, time, body);
    return { headers: { ...headers, ...doubled(headers) }, body };
  }),
  fc
    .constantFrom(
      '',
      'whsec_',
      CRM_KEY.toString('base64'),
      `whsec_${CRM_KEY.toString('hex')}`,
      CLOSE_KEY,
      `${ATTIO_KEY} `,
      CANARY,
    )
    .map((key) => (sender, time, body) => ({ headers: sender.headers('msg_1', time, body, key), body })),
  // The versions that Standard Webhooks and Stripe write before a signature; the others write none.
  fc.constantFrom('v2', 'v1a', 'V1', 'v0', ' v1', 'v1;').map((prefix) => (sender, time, body) => {
    const headers = signed(sender, time, body);
    const plain = headers[sender.signatureHeader] ?? '';
    const versioned = plain.replace('v1', prefix.trim() === 'v1' ? 'v1 ' : prefix);
    const signature = sender.hasVersion ? versioned : `${prefix}${plain}`;
    return { headers: { ...headers, [sender.signatureHeader]: signature }, body };
  }),
  fc.constant((sender, time, body) => {
    const wrong = Array.from({ length: 1000 }, (_, index) => `v1,${Buffer.alloc(32, index).toString('base64')}`);
    const list =
      sender === crm ? wrong.join(' ') : `t=${time},${wrong.map((text) => text.replace(',', '=')).join(',')}`;
    return { headers: { ...signed(sender, time, body), [sender.signatureHeader]: list }, body };
  }),
];

/** For those that sign a time: one that is none, or is too old or too new. */
const badTime: fc.Arbitrary<Mutation> = oddTime.map((time) => (sender, _, body) => {
  return { headers: signed(sender, time, body), body };
});

/** What an HTTP API makes of headers that are sent twice. */
function doubled(headers: Headers): Headers {
  const [name = '', value = ''] = Object.entries(headers)[0] ?? [];
  // Twice the same time is no time; HubSpot's is the first of its headers.
  return { [name]: name === 'stripe-signature' ? value.replace('v1=', 'v1=,v1=f') : `${value},${value}` };
}

/** Ids and addresses that a sender may not have; signed well all the same. */
const badId = oddText.filter((text) => !/^[\w.-]{1,120}$/.test(text));
const badContract = fc
  .oneof(oddText, fc.constantFrom('..', 'a/b', 'A', 'x'.repeat(5000), 'constructor/'))
  .filter((text) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text));

/** For whoever runs it: how long a refusal takes, with the line of log that it writes. */
function tell(route: Route, count: number, milliseconds: number): void {
  const micros = Math.round((milliseconds / count) * 1000);
  writeSync(2, `${route}: ${count} refused, ${micros} microseconds each\n`);
}

async function refuses(route: Route, event: APIGatewayProxyEventV2): Promise<void> {
  const answer = await handlers[route](event);
  expect(answer).toEqual({ statusCode: 401 });
}

describe.each(SENDERS)('the webhook route of %s', (route, sender) => {
  it('takes a request that is signed well, whatever its body', async () => {
    const before = queued;
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: -290, max: 290 }), async (body, skew) => {
        const headers = signed(sender, String(NOW + skew), body);
        expect(await handlers[route](eventOf(sender.path, headers, body))).toEqual({ statusCode: sender.taken });
      }),
      { seed: SEED, numRuns: 50 },
    );
    expect(queued - before).toBe(50);
  });

  it(`refuses each of ${REQUESTS} mutated requests with a bare 401, queues none and prints nothing of them`, async () => {
    const before = queued;
    printed.length = 0;
    let count = 0;
    const startedAt = performance.now();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(...mutations, ...(sender.isTimed ? [badTime] : [])),
        bodies,
        fc.boolean(),
        async (mutate, original, encoded) => {
          const { headers, body } = mutate(sender, String(NOW), original);
          await refuses(route, eventOf(sender.path, headers, body, encoded));
          count += 1;
        },
      ),
      { seed: SEED, numRuns: REQUESTS },
    );
    tell(route, count, performance.now() - startedAt);
    expect(queued).toBe(before);
    const lines = printed.join('');
    expect(lines.match(/webhook refused/g)).toHaveLength(count);
    expect(lines).not.toContain(CANARY);
    expect(lines).not.toContain('node_modules');
  });
});

/** Of a password nothing may be another: whatever is sent in its place, a whole text or one that differs in one place. */
const badPassword = fc.oneof(
  oddText,
  fc.constantFrom('Basic', 'Basic ', `Bearer ${PIPEDRIVE_KEY}`, PIPEDRIVE_KEY, `Basic ${PIPEDRIVE_KEY}`),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
    const right = Buffer.from(PIPEDRIVE_KEY);
    right[at % right.length] = (right[at % right.length] ?? 0) ^ bits;
    return `Basic ${right.toString('base64')}`;
  }),
  fc
    .nat({ max: 60 })
    .map((length) => `Basic ${Buffer.from(PIPEDRIVE_KEY).toString('base64').slice(0, length)}`.slice(0, -1)),
);

describe('the webhook route of pipedrive, which sends a password', () => {
  const path = { contractId: CONTRACT, vendor: 'pipedrive' };

  it('takes whatever comes with the password', async () => {
    const authorization = `Basic ${Buffer.from(PIPEDRIVE_KEY).toString('base64')}`;
    const answer = await handlers.pipedrive(eventOf(path, { authorization }, Buffer.from('{"meta":{}}')));
    expect(answer).toEqual({ statusCode: 200 });
  });

  it(`refuses each of ${REQUESTS} requests with another, queues none and prints nothing of them`, async () => {
    const before = queued;
    printed.length = 0;
    let count = 0;
    const startedAt = performance.now();
    await fc.assert(
      fc.asyncProperty(badPassword, bodies, fc.boolean(), async (authorization, body, encoded) => {
        await refuses('pipedrive', eventOf(path, { authorization }, body, encoded));
        count += 1;
      }),
      { seed: SEED, numRuns: REQUESTS },
    );
    tell('pipedrive', count, performance.now() - startedAt);
    expect(queued).toBe(before);
    const lines = printed.join('');
    expect(lines.match(/webhook refused/g)).toHaveLength(count);
    for (const secret of [CANARY, 'fuzzing-password', 'node_modules']) expect(lines).not.toContain(secret);
  });
});

/** Another last piece of the address, or another header: whole texts, and the secret with one bit, end or case changed. */
const badKey = fc.oneof(
  oddText,
  fc.constantFrom('', '..', '%2e', `${SALESFORCE_KEY}/`, ` ${SALESFORCE_KEY}`, SALESFORCE_KEY.toUpperCase()),
  fc.constantFrom(encodeURIComponent(` ${SALESFORCE_KEY}`), `Bearer ${SALESFORCE_KEY}`, SALESFORCE_KEY.repeat(2)),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
    const right = Buffer.from(SALESFORCE_KEY);
    right[at % right.length] = (right[at % right.length] ?? 0) ^ bits;
    return right.toString('latin1');
  }),
  fc.nat({ max: SALESFORCE_KEY.length - 1 }).map((length) => SALESFORCE_KEY.slice(0, length)),
);

describe('the webhook route of salesforce, whose address is the secret', () => {
  const path = { contractId: CONTRACT, vendor: 'salesforce' };

  it('acknowledges in SOAP whatever comes to the address, and in JSON what a flow sends with the header', async () => {
    const soap = await handlers.salesforce(eventOf({ ...path, key: SALESFORCE_KEY }, {}, Buffer.from('<a/>')));
    expect([soap.statusCode, soap.body]).toEqual([200, expect.stringContaining('<Ack>true</Ack>')]);
    const json = await handlers.salesforce(eventOf(path, { 'x-api-key': SALESFORCE_KEY }, Buffer.from('{}')));
    expect([json.statusCode, json.body]).toEqual([200, '{"taken":true}']);
  });

  it(`refuses each of ${REQUESTS} requests to another, queues none and prints nothing of them`, async () => {
    const before = queued;
    printed.length = 0;
    let count = 0;
    const startedAt = performance.now();
    await fc.assert(
      fc.asyncProperty(badKey, bodies, fc.boolean(), fc.boolean(), async (key, body, encoded, isHeader) => {
        const at = isHeader ? path : { ...path, key };
        const headers: Headers = isHeader ? { 'x-api-key': key } : {};
        await refuses('salesforce', eventOf(at, headers, body, encoded));
        count += 1;
      }),
      { seed: SEED, numRuns: REQUESTS },
    );
    tell('salesforce', count, performance.now() - startedAt);
    expect(queued).toBe(before);
    const lines = printed.join('');
    expect(lines.match(/webhook refused/g)).toHaveLength(count);
    for (const secret of [CANARY, 'fuzzing-secret', 'node_modules']) expect(lines).not.toContain(secret);
  });
});

describe('a queue that takes nothing', () => {
  it.each(SENDERS)('makes %s send again: no 2xx before the message is kept (failure 66)', async (route, sender) => {
    isQueueDown = true;
    try {
      const body = Buffer.from('[]');
      const answer = await handlers[route](eventOf(sender.path, signed(sender, String(NOW), body), body));
      expect(answer).toEqual({ statusCode: 503 });
    } finally {
      isQueueDown = false;
    }
  });

  it('makes salesforce send again: nothing is acknowledged before the message is kept (failure 66)', async () => {
    isQueueDown = true;
    try {
      const path = { contractId: CONTRACT, vendor: 'salesforce', key: SALESFORCE_KEY };
      expect(await handlers.salesforce(eventOf(path, {}, Buffer.from('<a/>')))).toEqual({ statusCode: 503 });
    } finally {
      isQueueDown = false;
    }
  });
});

describe('the webhook route of crm', () => {
  it('refuses a CRM that nobody has, whoever signs', async () => {
    const body = Buffer.from('{}');
    for (const vendor of ['salesforce2', 'standard-webhooks', '', '__proto__', 'HubSpot', '..']) {
      await refuses('crm', eventOf({ contractId: CONTRACT, vendor }, crm.headers('msg_1', String(NOW), body), body));
    }
  });

  it('refuses an id or a contract that nobody can have, even when the signature holds', async () => {
    const body = Buffer.from('{}');
    await fc.assert(
      fc.asyncProperty(badId, badContract, async (id, contractId) => {
        await refuses('crm', eventOf(crm.path, crm.headers(id, String(NOW), body), body));
        await refuses('crm', eventOf({ contractId }, crm.headers('msg_1', String(NOW), body), body));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe('a signed body that neither queue nor table could hold', () => {
  it.each([
    ['too many bytes', Buffer.alloc(600 * 1024, 'x')],
    ['bytes that are no text, and triple as text', Buffer.alloc(200 * 1024, 0xff)],
    ['control characters, which JSON writes in six', Buffer.alloc(100 * 1024)],
  ])('is refused as too long, so that it never becomes a dead letter: %s', async (_, body) => {
    for (const [route, sender] of SENDERS) {
      const before = queued;
      const answer = await handlers[route](eventOf(sender.path, signed(sender, String(NOW), body), body));
      expect([answer, queued]).toEqual([{ statusCode: 413 }, before]);
    }
  });
});
