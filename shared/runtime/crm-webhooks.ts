import { attioWebhook } from '../adapters/crm/attio/webhook.ts';
import { closeWebhook } from '../adapters/crm/close/webhook.ts';
import { hubspotWebhook } from '../adapters/crm/hubspot/webhook.ts';
import { pipedriveWebhook } from '../adapters/crm/pipedrive/webhook.ts';
import { salesforceWebhook } from '../adapters/crm/salesforce/webhook.ts';
import type { AskedVendor } from '../core/crm/vendors.ts';
import type { CrmWebhook } from '../ports/crm-webhook.ts';

/** How each vendor's webhooks are checked and answered: all that the receiver knows of a CRM. */
export const CRM_WEBHOOKS: Readonly<Record<AskedVendor, CrmWebhook>> = {
  hubspot: hubspotWebhook,
  pipedrive: pipedriveWebhook,
  close: closeWebhook,
  salesforce: salesforceWebhook,
  attio: attioWebhook,
};
