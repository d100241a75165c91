import type { Problem } from '../errors.ts';
import { atPath, foundText, textOf, type LosslessJson } from '../lossless-json.ts';
import type { CrmDeal } from './deal.ts';
import { readMoment } from './deal-values.ts';
import type { Mapping } from './mapping.ts';

/**
 * The deal that a payload is, by a mapping of Standard Webhooks: what has no connector sends its deals whole, and the
 * mapping says where the id and the moment of change stand.
 */
export function payloadDeal(json: LosslessJson, { deal }: Mapping): CrmDeal | Problem[] {
  const at = (path: string): LosslessJson | undefined => atPath(json, path.split('.'));
  const [idPath, changedPath] = [deal?.id ?? 'id', deal?.changedAt ?? 'timestamp'];
  const id = textOf(at(idPath))?.trim() ?? '';
  const changedAt = readMoment(at(changedPath));
  const isId = id !== '' && id.length <= 200 && id.isWellFormed();
  const fix = 'Map the field that holds it, or have the CRM fill it in.';
  const problems = [
    ...(isId ? [] : [{ field: idPath, found: foundText(at(idPath)), allowed: 'the id of the deal', fix }]),
    ...(changedAt === undefined
      ? [
          {
            field: changedPath,
            found: foundText(at(changedPath)),
            allowed: 'a moment, such as 2026-01-15T14:00:00Z',
            fix,
          },
        ]
      : []),
  ];
  if (!isId || changedAt === undefined) return problems;
  return { id, fields: json, parties: [], mergedIds: [], changedAt };
}
