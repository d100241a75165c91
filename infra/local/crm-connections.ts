import type { DeployedSystem } from './assembly/deployed-system.ts';
import { HAS_SECRET_PATH, type AskedVendor } from '../../shared/core/crm/vendors.ts';
import type { CrmStandIn } from './crm/crm-stand-in.ts';
import { VENDOR_FORMS, type VendorStandIn } from './crm/vendor-stand-in.ts';
import { crmSecret, crmVendorKeys, signingSecrets } from './local-secrets.ts';
import type { Outbox } from './outbox.ts';
import type { Foundations } from './start-foundations.ts';
import type { Vendor } from './vendors.ts';
import { startCrm, startCrmVendor } from './vendors.ts';

/** A contract's CRM, and the address of its page. */
export interface ConnectedCrm {
  crm: CrmStandIn;
  origin: string;
}

/** A contract's account at a vendor, its page, and what `tallystick crm connect` is given. */
export interface ConnectedVendor {
  standIn: VendorStandIn;
  origin: string;
  /** The address that the vendor is told to send to. */
  url: string;
  secret: string;
  token: string;
}

/** The CRMs of the contracts; each contract has at most one, which is kept between runs. */
export interface CrmConnections {
  connect: (contractId: string) => Promise<ConnectedCrm>;
  /** Gives the contract an account at a vendor, which sends once it is connected; the same one each time. */
  connectVendor: (contractId: string, vendor: AskedVendor) => Promise<ConnectedVendor>;
  /** Connects those of earlier runs. */
  reconnect: () => Promise<void>;
  outboxes: () => Outbox[];
  stop: () => Promise<void>;
}

/** Starts CRMs on demand, and does what an operator would: makes the signing secret that the webhook function reads. */
export function createCrmConnections({
  cloud,
  store,
  secrets,
  httpApi,
  surroundings,
  crmApis,
}: Foundations): CrmConnections {
  const crms = new Map<string, Promise<Vendor<CrmStandIn>>>();
  const vendors = new Map<string, Promise<Vendor<VendorStandIn>>>();
  const started: Pick<Vendor<unknown>, 'outbox' | 'stop'>[] = [];
  const start = async (contractId: string): Promise<Vendor<CrmStandIn>> => {
    const secret = crmSecret(store, contractId);
    secrets.seed(`${crmSecretPrefix(cloud.deployed)}${contractId}`, signingSecrets(secret));
    store.put('crm-contract', contractId, contractId);
    const url = `${httpApi.origin}/webhooks/crm/${encodeURIComponent(contractId)}`;
    const crm = await startCrm(surroundings, contractId, { url, secret });
    started.push(crm);
    return crm;
  };
  const addressOf = (contractId: string, vendor: AskedVendor): string => {
    const address = `${httpApi.origin}/webhooks/crm/${encodeURIComponent(contractId)}/${vendor}`;
    const { secret } = crmVendorKeys(store, contractId, vendor);
    return HAS_SECRET_PATH[vendor] ? `${address}/${VENDOR_FORMS[vendor].signingSecret(secret)}` : address;
  };
  const startVendor = async (contractId: string, vendor: AskedVendor): Promise<Vendor<VendorStandIn>> => {
    const url = addressOf(contractId, vendor);
    const account = await startCrmVendor(surroundings, { contractId, vendor, url }, crmApis);
    store.put('crm-vendor', `${contractId}/${vendor}`, { contractId, vendor });
    started.push(account);
    return account;
  };
  const connectVendor = async (contractId: string, vendor: AskedVendor): Promise<ConnectedVendor> => {
    const key = `${contractId}/${vendor}`;
    const starting = vendors.get(key) ?? startVendor(contractId, vendor);
    vendors.set(key, starting);
    const { standIn, service } = await starting;
    const { secret, token } = crmVendorKeys(store, contractId, vendor);
    return {
      standIn,
      origin: service.origin,
      url: addressOf(contractId, vendor),
      secret: standIn.form.signingSecret(secret),
      token,
    };
  };
  const connect = async (contractId: string): Promise<ConnectedCrm> => {
    const starting = crms.get(contractId) ?? start(contractId);
    crms.set(contractId, starting);
    const { standIn, service } = await starting;
    return { crm: standIn, origin: service.origin };
  };
  return {
    connect,
    connectVendor,
    reconnect: async () => {
      for (const contractId of store.list<string>('crm-contract')) await connect(contractId);
      for (const { contractId, vendor } of store.list<{ contractId: string; vendor: AskedVendor }>('crm-vendor')) {
        await connectVendor(contractId, vendor);
      }
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
