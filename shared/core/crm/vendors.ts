/** Every CRM that has a connector of its own, and Standard Webhooks for all others. A name is part of addresses and ids. */
export const CRM_VENDORS = ['standard-webhooks', 'hubspot', 'pipedrive', 'close', 'salesforce', 'attio'] as const;

export type CrmVendor = (typeof CRM_VENDORS)[number];

export function isCrmVendor(text: string): text is CrmVendor {
  return (CRM_VENDORS as readonly string[]).includes(text);
}

/** The vendors whose API is asked for the deal, whatever the webhook says: all but Standard Webhooks. */
export type AskedVendor = Exclude<CrmVendor, 'standard-webhooks'>;

/**
 * True for a vendor that neither signs nor sends a password: the address that it is told ends in the first of the signing
 * secrets.
 */
export const HAS_SECRET_PATH: Readonly<Record<CrmVendor, boolean>> = {
  'standard-webhooks': false,
  hubspot: false,
  pipedrive: false,
  close: false,
  salesforce: true,
  attio: false,
};

/** True for a vendor that makes the signing secret itself when its webhook is made through its API: nobody has one to give. */
export const MAKES_SECRET: Readonly<Record<CrmVendor, boolean>> = {
  'standard-webhooks': false,
  hubspot: false,
  pipedrive: false,
  close: true,
  salesforce: false,
  attio: true,
};

/** Under which name a connection's facts stand, such as `hubspot`; the first connector's is the contract's id. */
export function connectionName(contractId: string, vendor: CrmVendor): string {
  return vendor === 'standard-webhooks' ? contractId : vendor;
}
