import { readFileSync } from 'node:fs';
import type { CrmDeal, ReadDeal } from '../../shared/core/crm/deal.ts';
import type { Mapping } from '../../shared/core/crm/mapping.ts';
import { payloadDeal } from '../../shared/core/crm/payload-deal.ts';
import { readDeal } from '../../shared/core/crm/read-deal.ts';
import { InputError } from '../../shared/core/errors.ts';
import { toPlain } from '../../shared/core/json.ts';
import { parseLossless, type LosslessJson } from '../../shared/core/lossless-json.ts';
import { formatMoney } from '../../shared/core/money/format-money.ts';
import { CRM_READERS } from '../../shared/runtime/crm-readers.ts';
import { good, pairs, print, printJson } from '../terminal/text.ts';
import { readMappingFile } from './read-mapping-file.ts';

export interface TryOptions {
  readonly mapping: string;
  readonly payload: string;
  readonly timeZone: string;
  readonly json?: true;
}

/** Prints what a recorded deal would be on record as, or everything that stands in its way. */
export function tryMapping(options: TryOptions): void {
  const { mapping } = readMappingFile(options.mapping);
  const read = readDeal(recordedDeal(options.payload, mapping), mapping, options.timeZone);
  if (!('stage' in read)) {
    const many = read.length === 1 ? 'mistake' : 'mistakes';
    throw new InputError(
      `The deal cannot be read: ${read.length} ${many}. In service it would wait for a person.`,
      read,
    );
  }
  if (options.json === true) return printJson(toPlain(read));
  return print(draw(read));
}

function recordedDeal(path: string, mapping: Mapping): CrmDeal {
  const json = jsonIn(path);
  const { vendor } = mapping;
  const deal = vendor === 'standard-webhooks' ? payloadDeal(json, mapping) : CRM_READERS[vendor].recorded(json);
  if (deal !== undefined && !Array.isArray(deal)) return deal;
  if (deal !== undefined) throw new InputError('The payload is not what the mapping says.', deal);
  throw new InputError('The payload is no deal of this CRM.', [
    {
      field: '(the whole file)',
      found: 'something else',
      allowed: `a deal as docs/crm/${vendor}.md shows it`,
      fix: 'Record the deal itself, as the CRM’s API gives it: a webhook names deals and holds none.',
    },
  ]);
}

function jsonIn(path: string): LosslessJson {
  const json = parseLossless(textOf(path));
  if (json !== undefined) return json;
  throw new InputError(`${path} is not JSON. Record the payload as it came.`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new InputError(`${path} cannot be read. Check the path.`, [], cause);
  }
}

const WOULD: Readonly<Record<ReadDeal['stage'], string>> = {
  closed: 'The closing would be reported, or corrected if it is on record and says something else.',
  open: 'Nothing would be owed; a closing on record would be reversed.',
  reopened: 'A closing on record would be reversed.',
  lost: 'A closing on record would be reversed.',
  'passed-over': 'The deal would be passed over: it is none of those that the mapping selects.',
};

function draw(deal: ReadDeal): string[] {
  const { closing, expected, investor } = deal;
  const amount = closing ?? expected;
  return [
    good(WOULD[deal.stage]),
    ...pairs([
      ['Deal', deal.id],
      ['Stage', deal.stage],
      ['Amount', amount === undefined ? undefined : formatMoney(amount.amountMinor, amount.currency)],
      ['Minor units', amount?.amountMinor.toString()],
      ['Closed on', closing?.closedOn],
      ['Investor', investor?.name],
      ['Firm', investor?.firm],
      ['E-mails', investor === undefined || investor.emails.length === 0 ? undefined : investor.emails.join('\n')],
      ['CRM ids', investor === undefined || investor.crmIds.length === 0 ? undefined : investor.crmIds.join('\n')],
      ['Instrument', closing?.instrument],
      ['Introduced', deal.introduction],
      ['Changed', deal.changedAt],
    ]),
  ];
}
