import { startAwsGateway } from './aws-gateway.ts';
import { readCloudAssembly } from './assembly/cloud-assembly.ts';
import type { Place } from './assembly/physical-names.ts';
import { readDeployedSystem } from './assembly/read-deployed-system.ts';
import type { BusinessClock } from './business-clock.ts';
import type { VendorApis } from './crm/vendor-api.ts';
import { createVendorApis } from './crm/vendor-api.ts';
import { VENDOR_FORMS } from './crm/vendor-stand-in.ts';
import { openBusinessClock } from './business-clock.ts';
import { claimDataFolder } from './data-folder.ts';
import type { Engine } from './engine.ts';
import { checkEngineCanRun, startEngine, thisMachine } from './engine.ts';
import type { HttpService, WholeAnswer, WholeRequest } from './http-service.ts';
import { answerWithApp, serveApp, serveHttp } from './http-service.ts';
import { onKeptPort } from './kept-ports.ts';
import type { KeptStore } from './kept-store.ts';
import { openKeptStore } from './kept-store.ts';
import { answerAsHttpApi, jsonAnswer, maxBodyBytes } from './lambda/http-api.ts';
import type { LocalCloud } from './local-cloud.ts';
import { accountId, createLocalCloud, region } from './local-cloud.ts';
import type { LocalKeys } from './local-secrets.ts';
import { localKeys, seedSecrets } from './local-secrets.ts';
import type { LocalSystemOptions } from './local-system.ts';
import type { SecretsManagerStandIn } from './secrets-manager/secrets-manager-stand-in.ts';
import { createSecretsManagerStandIn } from './secrets-manager/secrets-manager-stand-in.ts';
import { createS3StandIn, type S3StandIn } from './s3/s3-stand-in.ts';
import type { StripeStandIn } from './stripe/stripe-stand-in.ts';
import type { Vendor, VendorSurroundings } from './vendors.ts';
import { startSes, startStripe } from './vendors.ts';

/** Local pages beside the HTTP API: a Hono app, say. */
export interface Pages {
  fetch: (request: Request) => Response | Promise<Response>;
}

/** What the HTTP API's server looks at with each request. */
export interface Switches {
  isUp: boolean;
  pages: Pages | undefined;
  /** Undefined while the system starts. */
  cloud: LocalCloud | undefined;
}

/** All servers and stores of the local system, started and wired, at rest. */
export interface Foundations {
  store: KeptStore;
  clock: BusinessClock;
  engine: Engine;
  cloud: LocalCloud;
  secrets: SecretsManagerStandIn;
  stripe: Vendor<StripeStandIn>;
  ses: Awaited<ReturnType<typeof startSes>>;
  httpApi: HttpService;
  switches: Switches;
  surroundings: VendorSurroundings;
  publish: (topicArn: string, message: string) => Promise<void>;
  /** The APIs of CRM vendors, at one origin. */
  crmApis: VendorApis;
  stop: () => Promise<void>;
}

/** What has started, to be stopped in the opposite order. */
type Started = (() => Promise<void> | void)[];

/** Starts everything in the order in which one needs another's address; what has started is stopped if one fails. */
export async function startFoundations(options: LocalSystemOptions): Promise<Foundations> {
  const started: Started = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of started.splice(0).toReversed()) await stopOne();
  };
  try {
    return { ...(await start(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: LocalSystemOptions, started: Started): Promise<Omit<Foundations, 'stop'>> {
  const machine = options.machine ?? thisMachine();
  checkEngineCanRun(machine);
  const assembly = readCloudAssembly(options.assemblyFolder);
  const surroundings = openFolder(options, started);
  const { folder, store, clock } = surroundings;
  const keys = localKeys(store);
  const switches: Switches = { isUp: false, pages: undefined, cloud: undefined };
  const { httpApi, gateway } = await startDoors(options.port, { ...surroundings, switches }, started);
  const secretsStore = kept(openKeptStore(folder.file('secrets.sqlite')), started);
  const secrets = createSecretsManagerStandIn({ store: secretsStore, businessClock: clock.now, region, accountId });
  const place: Place = {
    region,
    accountId,
    queueUrl: (name) => `${gateway.origin}/${accountId}/${name}`,
    httpApiEndpoint: httpApi.origin,
    secretArn: (name) => secrets.arnOf(name),
  };
  const deployed = readDeployedSystem(assembly, place);
  seedSecrets(secrets, deployed.secretNames, keys);
  const engine = stopping(await startEngine(folder, machine), started);
  const publish = publisherTo(deployed.topics, switches);
  const s3 = createS3StandIn({ folder: folder.file('s3'), buckets: deployed.buckets, now: wallClock });
  const { stripe, ses } = await startVendors({ surroundings, keys, deployed, s3, httpApi, publish }, started);
  const crmApis = createVendorApis();
  const crmApi = stopping(await onKeptPort(store, 'crm-apis', (port) => serveApp(port, crmApis.app)), started);
  const cloud = await createLocalCloud({
    deployed,
    folder,
    engine,
    place,
    gatewayOrigin: gateway.origin,
    identitySeed: keys.identitySeed,
    secretsApp: secrets.app,
    sesApp: ses.standIn.app,
    s3: s3.service,
    replacedVariables: { STRIPE_API_BASE: stripe.service.origin, CRM_API_BASES: crmApiBases(crmApi.origin) },
    retrySeconds: options.retrySeconds ?? 1,
    onLog: options.onLog ?? (() => undefined),
  });
  switches.cloud = stopping(cloud, started);
  return { store, clock, engine, cloud, secrets, stripe, ses, httpApi, switches, surroundings, publish, crmApis };
}

function publisherTo(topics: LocalCloud['deployed']['topics'], switches: Switches): Foundations['publish'] {
  return async (topicArn, message) => {
    const topic = topics.find(({ arn }) => arn === topicArn);
    if (topic === undefined || switches.cloud === undefined) throw new Error(`The topic ${topicArn} is not there.`);
    await switches.cloud.queues.publish(topic.name, message);
  };
}

function crmApiBases(origin: string): string {
  return JSON.stringify(Object.fromEntries(Object.keys(VENDOR_FORMS).map((vendor) => [vendor, `${origin}/${vendor}`])));
}

function openFolder(options: LocalSystemOptions, started: Started): VendorSurroundings {
  const folder = claimDataFolder(options.dataFolder);
  started.push(folder.release);
  const store = kept(openKeptStore(folder.file('local.sqlite')), started);
  return { folder, store, clock: openBusinessClock(store, options.startAt), wallClock };
}

/** The two servers whose addresses the template's values hold; they say 503 until the rest is there. */
async function startDoors(
  port: number,
  parts: VendorSurroundings & { switches: Switches },
  started: Started,
): Promise<{ httpApi: HttpService; gateway: HttpService }> {
  const answer = (request: WholeRequest): Promise<WholeAnswer> => answerRequest(request, parts);
  const httpApi = await onKeptPort(parts.store, 'http-api', (kept) =>
    serveHttp(port === 0 ? kept : { fixed: port }, answer, maxBodyBytes),
  );
  stopping(httpApi, started);
  const gateway = await onKeptPort(parts.store, 'gateway', (choice) =>
    startAwsGateway({ port: choice, wiring: () => parts.switches.cloud?.wiring, now: parts.wallClock }),
  );
  return { httpApi, gateway: stopping(gateway, started) };
}

async function startVendors(
  parts: {
    surroundings: VendorSurroundings;
    keys: LocalKeys;
    deployed: LocalCloud['deployed'];
    s3: S3StandIn;
    httpApi: HttpService;
    publish: Foundations['publish'];
  },
  started: Started,
): Promise<Pick<Foundations, 'stripe' | 'ses'>> {
  const { surroundings, keys, deployed, s3, httpApi, publish } = parts;
  const stripe = await startStripe(surroundings, keys, `${httpApi.origin}/webhooks/stripe`);
  stopping(stripe, started);
  const { mail, receiptRules } = deployed;
  const ses = await startSes(surroundings, { mail, receiptRules, put: s3.put, publish });
  return { stripe, ses: stopping(ses, started) };
}

/** The HTTP API first, then the local pages. */
async function answerRequest(
  request: WholeRequest,
  { switches, clock, wallClock }: VendorSurroundings & { switches: Switches },
): Promise<WholeAnswer> {
  const { cloud, pages } = switches;
  if (cloud === undefined) return jsonAnswer(503, { message: 'Service Unavailable' });
  const answer = await answerAsHttpApi(request, {
    routes: cloud.deployed.routes,
    invoker: cloud.functions,
    identities: cloud.identities,
    accountId,
    businessClock: clock.now,
    wallClock,
    isUp: () => switches.isUp,
  });
  if (answer !== undefined) return answer;
  return pages === undefined ? jsonAnswer(404, { message: 'Not Found' }) : answerWithApp(pages, request);
}

function wallClock(): Date {
  return new Date();
}

function stopping<Service extends { stop: () => Promise<void> }>(service: Service, started: Started): Service {
  started.push(service.stop);
  return service;
}

function kept(store: KeptStore, started: Started): KeptStore {
  started.push(() => store.close());
  return store;
}
