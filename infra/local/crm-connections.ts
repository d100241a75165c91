import type { DeployedSystem } from './assembly/deployed-system.ts';
import type { CrmStandIn } from './crm/crm-stand-in.ts';
import { crmSecret, signingSecrets } from './local-secrets.ts';
import type { Outbox } from './outbox.ts';
import type { Foundations } from './start-foundations.ts';
import type { Vendor } from './vendors.ts';
import { startCrm } from './vendors.ts';

/** A contract's CRM, and the address of its page. */
export interface ConnectedCrm {
  crm: CrmStandIn;
  origin: string;
}

/** The CRMs of the contracts; each contract has at most one, which is kept between runs. */
export interface CrmConnections {
  connect: (contractId: string) => Promise<ConnectedCrm>;
  /** Connects those of earlier runs. */
  reconnect: () => Promise<void>;
  outboxes: () => Outbox[];
  stop: () => Promise<void>;
}

/** Starts CRMs on demand, and does what an operator would: makes the signing secret that the webhook function reads. */
export function createCrmConnections({ cloud, store, secrets, httpApi, surroundings }: Foundations): CrmConnections {
  const crms = new Map<string, Promise<Vendor<CrmStandIn>>>();
  const started: Vendor<CrmStandIn>[] = [];
  const start = async (contractId: string): Promise<Vendor<CrmStandIn>> => {
    const secret = crmSecret(store, contractId);
    secrets.seed(`${crmSecretPrefix(cloud.deployed)}${contractId}`, signingSecrets(secret));
    store.put('crm-contract', contractId, contractId);
    const url = `${httpApi.origin}/webhooks/crm/${encodeURIComponent(contractId)}`;
    const crm = await startCrm(surroundings, contractId, { url, secret });
    started.push(crm);
    return crm;
  };
  const connect = async (contractId: string): Promise<ConnectedCrm> => {
    const starting = crms.get(contractId) ?? start(contractId);
    crms.set(contractId, starting);
    const { standIn, service } = await starting;
    return { crm: standIn, origin: service.origin };
  };
  return {
    connect,
    reconnect: async () => {
      for (const contractId of store.list<string>('crm-contract')) await connect(contractId);
    },
    outboxes: () => started.map(({ outbox }) => outbox),
    stop: async () => {
      for (const crm of started) await crm.stop();
    },
  };
}

function crmSecretPrefix({ functions }: DeployedSystem): string {
  const prefix = functions.map(({ environment }) => environment['CRM_SECRET_PREFIX']).find((one) => one !== undefined);
  if (prefix === undefined) throw new Error('No function of the template has CRM_SECRET_PREFIX: it takes no CRM.');
  return prefix;
}
