import type { Mapping } from './mapping.ts';

/** The names of the fields that a mapping reads, by what has them: APIs give only what they are asked for. */
export interface MappedFields {
  readonly deal: readonly string[];
  readonly company: readonly string[];
  readonly contact: readonly string[];
}

/** Example: `amount`, `company.name` and `contact.email` want `amount` of the deal, `name` and `email` of the others. */
export function fieldsOf(mapping: Mapping): MappedFields {
  const { amount, currency, stage, closedOn, investor, instrument, classes, introduction, only, description } = mapping;
  const paths = [
    amount.field,
    ...('field' in currency ? [currency.field] : []),
    stage.field,
    closedOn.field,
    ...investor.name,
    investor.firm,
    ...investor.emails,
    ...investor.ids,
    ...investor.registryIds,
    instrument?.field,
    classes?.field,
    introduction?.field,
    introduction?.on,
    only?.field,
    description,
  ].filter((path) => path !== undefined);
  const of = (kind: string): string[] => [
    ...new Set(paths.flatMap((path) => (path.startsWith(`${kind}.`) ? [path.split('.')[1] ?? ''] : []))),
  ];
  const own = paths.filter((path) => !/^(company|contact)\../.test(path)).map((path) => path.split('.')[0] ?? '');
  return { deal: [...new Set(own)], company: of('company'), contact: of('contact') };
}
