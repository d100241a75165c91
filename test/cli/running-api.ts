import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { apiRoutes } from '../../functions/api/routes.ts';
import { answerWithApp, serveHttp } from '../../infra/local/http-service.ts';
import { recordFacts } from '../../shared/app/record-facts.ts';
import { settleContract } from '../../shared/app/settle-contract.ts';
import { problemBody, statusOf } from '../../shared/runtime/http.ts';
import type { Activation } from '../../shared/ports/activation.ts';
import type { MailNotes } from '../../shared/ports/mail-intake.ts';
import type { InboxMessage, Store } from '../../shared/ports/store.ts';
import { noon, unrecorded, type Said } from '../builders/facts.ts';
import { memoryMailNotes } from '../builders/memory-mail-notes.ts';
import { memoryReconciliations } from '../builders/memory-reconciliations.ts';
import { createMemoryStore } from '../builders/memory-store.ts';
import { signatureProblem, type ReceivedRequest } from './check-signature.ts';
import { crmApi } from '../builders/crm-api.ts';

const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'not a real secret' };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, count: () => undefined };

export interface RunningApi {
  readonly origin: string;
  readonly keys: typeof KEYS;
  /** A folder whose .tallystick/local.json leads to this api. */
  readonly home: string;
  /** Every request whose signature held. */
  readonly received: readonly ReceivedRequest[];
  /** Moves business time to noon of a date, settling on the way as the sweeper would. */
  moveTo(contractId: string, ...dates: readonly string[]): Promise<void>;
  happen(contractId: string, fact: Said): Promise<void>;
  /** A message that is taken, and read by nobody. */
  take(message: InboxMessage): Promise<void>;
  /** Notes about mails that prove nothing. */
  readonly notes: MailNotes;
  stop(): Promise<void>;
}

/** The api's own routes over a store in memory, on 127.0.0.1, behind a gateway that checks signatures. */
export async function startApi(): Promise<RunningApi> {
  const store = createMemoryStore();
  const world = worldOf(store);
  const state = { now: noon('1999-04-06') };
  const received: ReceivedRequest[] = [];
  const app = appOf(world, () => ({ now: state.now, caller: 'operator' }));
  const service = await serveHttp({ fixed: 0 }, async (request) => {
    const problem = signatureProblem(request, KEYS.secretAccessKey, new Date());
    if (problem !== undefined) return { status: 403, body: JSON.stringify({ message: `Forbidden (${problem})` }) };
    received.push(request);
    return answerWithApp(app, request);
  });
  const home = mkdtempSync(join(tmpdir(), 'tallystick-cli-'));
  mkdirSync(join(home, '.tallystick'));
  const local = { origin: service.origin, ...KEYS, region: 'us-east-1' };
  writeFileSync(join(home, '.tallystick', 'local.json'), JSON.stringify(local));
  return {
    origin: service.origin,
    keys: KEYS,
    home,
    received,
    notes: world.notes,
    moveTo: async (contractId, ...dates) => {
      for (const date of dates) {
        state.now = noon(date);
        await settleContract(world, { contractId, factSeq: 0, asOf: state.now });
      }
    },
    happen: async (contractId, fact) => {
      state.now = fact.at;
      const facts = [unrecorded(fact, `test/${fact.type}/${fact.at}`)];
      await recordFacts(store, world.bell, { contractId, recordedAt: fact.at, facts });
    },
    take: async (message) => void (await store.keepMessage(message)),
    stop: async () => {
      await service.stop();
      rmSync(home, { recursive: true });
    },
  };
}

/** Bells that settle at once; what is to be invoiced or mailed stays an intent. */
function worldOf(store: Store) {
  const reconciliations = memoryReconciliations();
  let activation: Activation = { state: 'off', customers: {} };
  const bells = {
    ringContract: async (ring: Parameters<typeof settleContract>[1]): Promise<void> => {
      await settleContract({ store, bells, activations, reconciliations, log: silent }, ring);
    },
    ringInvoice: () => Promise.resolve(),
    ringStatement: () => Promise.resolve(),
  };
  const activations = {
    read: () => Promise.resolve(activation),
    write: (changed: Activation) => {
      activation = changed;
      return Promise.resolve();
    },
  };
  const ringStart = (): Promise<void> => Promise.resolve();
  return {
    store,
    bells: { ...bells, ringStart },
    bell: bells,
    inbound: { accept: async () => undefined },
    activations,
    reconciliations,
    log: silent,
    notes: memoryMailNotes(),
    intakeDomain: 'introductions.example.com',
    newSalt: () => 'salt',
    ...crmApi(),
  };
}

function appOf(world: ReturnType<typeof worldOf>, requestOf: Parameters<typeof apiRoutes>[1]): Hono {
  const app = apiRoutes(world, requestOf);
  app.onError((error, c) => c.json(problemBody(error), statusOf(error) as ContentfulStatusCode));
  return app;
}
