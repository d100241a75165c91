import { attioReader } from '../adapters/crm/attio/crm.ts';
import { closeReader } from '../adapters/crm/close/crm.ts';
import { hubspotReader } from '../adapters/crm/hubspot/crm.ts';
import { pipedriveReader } from '../adapters/crm/pipedrive/crm.ts';
import { salesforceReader } from '../adapters/crm/salesforce/crm.ts';
import type { AskedVendor } from '../core/crm/vendors.ts';
import type { CrmReader } from '../ports/crm.ts';

/** How each vendor's messages and API are read. */
export const CRM_READERS: Readonly<Record<AskedVendor, CrmReader>> = {
  hubspot: hubspotReader,
  pipedrive: pipedriveReader,
  close: closeReader,
  salesforce: salesforceReader,
  attio: attioReader,
};
