import { createCrmAccount } from '../../infra/local/crm/crm-account.ts';
import { createVendorApis } from '../../infra/local/crm/vendor-api.ts';
import { VENDOR_FORMS } from '../../infra/local/crm/vendor-stand-in.ts';
import { openKeptStore } from '../../infra/local/kept-store.ts';
import { hubspotReader } from '../../shared/adapters/crm/hubspot/crm.ts';
import { readMapping } from '../../shared/core/crm/mapping.ts';
import { fieldsOf } from '../../shared/core/crm/wanted-fields.ts';
import { hubspotMapping } from '../builders/hubspot-mapping.ts';
import { serveApp } from '../infra/local/serve-app.ts';
import { describeCrm } from './crm-suite.ts';

const TOKEN = 'pat-of-the-tests-only';
const ACCOUNT = '62515';

describeCrm('the adapter of HubSpot before its stand-in', async () => {
  const store = openKeptStore(':memory:');
  let now = Date.UTC(2026, 3, 21);
  const account = createCrmAccount({
    store,
    vendor: 'hubspot',
    accountId: ACCOUNT,
    merges: VENDOR_FORMS.hubspot.merges,
    businessClock: () => new Date(now),
    sendTo: () => 'a-secret-of-a-test',
    onChange: () => undefined,
  });
  const apis = createVendorApis();
  apis.add(TOKEN, account);
  const served = await serveApp(apis.app);
  const contact = account.create('contact', { firstname: 'Dana', lastname: 'Whitfield', email: 'dana@b.example' });
  const company = account.create('company', { name: 'Harbor Ridge Capital' });
  const parties = [contact, company].map(({ id }, index) => {
    return { id, kind: index === 0 ? ('contact' as const) : ('company' as const) };
  });
  const later = (): void => {
    now += 1000;
  };
  const fields = fieldsOf(readMapping(hubspotMapping()));
  return {
    crm: hubspotReader.open({ accessToken: TOKEN }, `${served.url}/hubspot`, fields),
    account: ACCOUNT,
    parties,
    moreThanAPage: 205,
    now: () => new Date(now).toISOString(),
    enter: async (amount) => {
      later();
      const { id } = account.create('deal', { dealname: 'A deal', amount, dealstage: 'closedwon' });
      for (const to of parties) account.link(id, to);
      return id;
    },
    edit: async (id, amount) => {
      later();
      account.change('deal', id, { amount });
    },
    remove: async (id) => {
      later();
      account.remove('deal', id);
    },
    close: async () => {
      await served.close();
      store.close();
    },
  };
});
