import type { CrmAnswer } from '../../../core/crm/deal.ts';
import { readMoment } from '../../../core/crm/deal-values.ts';
import type { MappedFields } from '../../../core/crm/wanted-fields.ts';
import type { Instant } from '../../../core/calendar/instant.ts';
import { ConfigError, DependencyError, InputError } from '../../../core/errors.ts';
import type { Plain } from '../../../core/json.ts';
import { memberOf } from '../../../core/lossless-json.ts';
import type { Crm, CrmReader, PartyName } from '../../../ports/crm.ts';
import { NO_SUCH_FIELD, SalesforceApi } from './api.ts';
import { fullId } from './ids.ts';
import { namedBySalesforce } from './named.ts';
import { recordedOpportunity } from './recorded.ts';
import { keptFor, mergedInto } from './merged.ts';
import { dealOf, isSame, recordId, type AskedFields } from './records.ts';
import { idsAt, select } from './select.ts';
import { salesforceCredentials, SalesforceSession } from './session.ts';
import { salesforceTestRequest, setUpSalesforce } from './set-up.ts';

/** Asked for beside what the mapping names: whether it is deleted, when it changed, whose it is, since when it is in its stage. */
const OWN_FIELDS = ['Id', 'IsDeleted', 'SystemModstamp', 'AccountId', 'LastStageChangeDate'];

/** How many deals are on a page of what changed. */
const PAGE = 200;

/** Salesforce, read as the integration user of an external client app. */
export const salesforceReader: CrmReader = {
  named: namedBySalesforce,
  recorded: recordedOpportunity,
  setUp: async (_, __, url, signing) => setUpSalesforce(url, signing),
  testRequest: salesforceTestRequest,
  open: (credentials, apiBase, fields) => openSalesforce(sessionOf(credentials, apiBase), askedOf(fields)),
};

function sessionOf(credentials: Plain, apiBase: string): SalesforceSession {
  const read = salesforceCredentials.safeParse(credentials);
  if (read.success) return new SalesforceSession(read.data, apiBase);
  throw new ConfigError(
    'The credentials of Salesforce are not {"myDomain": "acme.my.salesforce.com", "consumerKey": "...", "consumerSecret": "..."}. Connect again.',
    { vendor: 'salesforce' },
  );
}

function openSalesforce(session: SalesforceSession, asked: AskedFields): Crm {
  const api = new SalesforceApi(session);
  return {
    readDeals: (ids) => readDeals(api, asked, ids),
    changedDeals: (since, cursor) => changedDeals(api, since, cursor),
    dealsOf: async (parties) => {
      const accounts = await keptFor(api, 'Account', idsOf(parties, 'company'));
      const contacts = await keptFor(api, 'Contact', idsOf(parties, 'contact'));
      const ofAccounts = await select(
        api,
        'SELECT Id FROM Opportunity WHERE IsDeleted = false AND AccountId',
        accounts,
      );
      const roles = 'SELECT OpportunityId FROM OpportunityContactRole WHERE IsDeleted = false AND ContactId';
      const ofContacts = await select(api, roles, contacts);
      return [...new Set([...idsAt(ofAccounts, 'Id'), ...idsAt(ofContacts, 'OpportunityId')])];
    },
    account: async () => {
      const { organizationId } = await session.logIn();
      await tryFields(api, asked);
      return organizationId;
    },
  };
}

/** Whether the mapping goes by ids at all. */
function hasIds(names: readonly string[]): boolean {
  return names.some((name) => isSame(name, 'id'));
}

async function readDeals(api: SalesforceApi, asked: AskedFields, ids: readonly string[]): Promise<CrmAnswer[]> {
  const wanted = [...new Set(ids.flatMap((id) => fullId(id) ?? []))];
  const found = await select(api, `SELECT ${dealFields(asked)} FROM Opportunity WHERE Id`, wanted);
  const living = found.filter((record) => memberOf(record, 'IsDeleted') !== true);
  const roles =
    asked.contact.length === 0
      ? []
      : await select(
          api,
          `SELECT ${roleFields(asked)} FROM OpportunityContactRole WHERE IsDeleted = false AND OpportunityId`,
          idsAt(living, 'Id'),
          ' ORDER BY IsPrimary DESC, Id ASC',
        );
  const merged = await mergedInto(api, {
    Account: hasIds(asked.company) ? idsAt(living, 'AccountId') : [],
    Contact: hasIds(asked.contact) ? idsAt(roles, 'ContactId') : [],
  });
  const there = new Set(idsAt(found, 'Id'));
  return [
    ...living.flatMap((record): CrmAnswer[] => {
      const own = roles.filter((role) => recordId(role, 'OpportunityId') === recordId(record, 'Id'));
      const deal = dealOf(record, own, { asked, merged });
      return deal === undefined ? [] : [{ kind: 'deal', deal }];
    }),
    ...found
      .filter((record) => !living.includes(record))
      .flatMap((record) => idsAt([record], 'Id'))
      .map((id): CrmAnswer => ({ kind: 'gone', id })),
    // Nothing is said of what the user may not see, nor of what has left the recycle bin: the one may look like the other.
    ...ids.filter((id) => !there.has(fullId(id) ?? id)).map((id): CrmAnswer => ({ kind: 'unseen', id })),
  ];
}

/**
 * A page of what changed, oldest first. The next page begins after the last deal of this one, by time and id, so that a
 * pull may go on days later; Salesforce's own cursors end after two.
 */
async function changedDeals(
  api: SalesforceApi,
  since: Instant,
  cursor: string | undefined,
): Promise<{ ids: string[]; next?: string }> {
  const [, at = '', id = ''] = /^([\d:TZ-]{20})\|(\w{18})$/.exec(cursor ?? '') ?? [];
  const where =
    at === ''
      ? `SystemModstamp >= ${seconds(since)}`
      : `SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${id}')`;
  const page = await api.query(
    `SELECT Id, SystemModstamp FROM Opportunity WHERE ${where} ORDER BY SystemModstamp ASC, Id ASC LIMIT ${PAGE}`,
  );
  const ids = idsAt(page, 'Id');
  const [last, lastId] = [readMoment(memberOf(page.at(-1), 'SystemModstamp')), ids.at(-1)];
  if (page.length < PAGE || last === undefined || lastId === undefined) return { ids };
  return { ids, next: `${seconds(last)}|${lastId}` };
}

/** Salesforce's times are whole seconds. */
function seconds(instant: Instant): string {
  return instant.replace(/\.\d+Z$/, 'Z');
}

function idsOf(parties: readonly PartyName[], kind: PartyName['kind']): string[] {
  return parties.flatMap((party) => (party.kind === kind ? (fullId(party.id) ?? []) : []));
}

function dealFields({ deal, company }: AskedFields): string {
  const ofAccount = company.length === 0 ? [] : ['Id', ...company];
  return [...distinct([...OWN_FIELDS, ...deal]), ...distinct(ofAccount).map((name) => `Account.${name}`)].join(', ');
}

function roleFields({ contact }: AskedFields): string {
  const ofContact = distinct(['Id', ...contact]).map((name) => `Contact.${name}`);
  return ['Id', 'OpportunityId', 'ContactId', 'Role', 'IsPrimary', ...ofContact].join(', ');
}

/** A field named twice is a mistake to Salesforce, however it is spelled. */
function distinct(names: readonly string[]): string[] {
  return names.filter((name, at) => names.findIndex((one) => isSame(one, name)) === at);
}

/** What the mapping names has to be names, as they become part of a query. */
function askedOf(fields: MappedFields): AskedFields {
  const wrong = [...fields.deal, ...fields.company, ...fields.contact].filter(
    (name) => !/^[A-Za-z]\w{0,79}$/.test(name),
  );
  if (wrong.length === 0) return fields;
  throw fieldProblem(wrong);
}

/** Asks for every mapped field once, so that a mistake is found when connecting and not with the first deal. */
async function tryFields(api: SalesforceApi, asked: AskedFields): Promise<void> {
  try {
    await api.query(`SELECT ${dealFields(asked)} FROM Opportunity LIMIT 1`);
    await api.query(`SELECT ${roleFields(asked)} FROM OpportunityContactRole LIMIT 1`);
  } catch (error) {
    if (!(error instanceof DependencyError) || error.details['reason'] !== NO_SUCH_FIELD) throw error;
    throw fieldProblem([String(error.details['field'])], error);
  }
}

function fieldProblem(names: readonly string[], cause?: Error): InputError {
  const problems = names.map((name) => ({
    field: name,
    found: 'a field that Salesforce does not have or does not let its user see',
    allowed: 'the API name of a field of Opportunity, Account (as company.) or Contact (as contact.), such as Amount',
    fix: 'Setup, Object Manager, Fields & Relationships has the names; own ones end in __c. Let the integration user see it.',
  }));
  return new InputError('The mapping names fields that cannot be read.', problems, cause);
}
