import type { Command } from 'commander';
import { formatDate } from '../shared/core/calendar/format-date.ts';
import type { Waiting } from '../shared/core/owed/receivable.ts';
import { answer, apiCommand, type ApiOptions } from './api-command.ts';
import { apiPath } from './api-client.ts';
import { sideBySide } from './terminal/table.ts';
import { bold, pairs, paragraph, printable } from './terminal/text.ts';

/** `tallystick waiting CONTRACT` */
export function addWaiting(program: Command): void {
  apiCommand(program, 'waiting <contract>', 'List what waits for a person, with both sides and the answers.').action(
    async (contractId: string, options: ApiOptions) => {
      await answer(
        options,
        (api) => api.get(apiPath('contracts', contractId, 'waiting')),
        (json) => draw(contractId, (json as { waiting: readonly Waiting[] }).waiting),
      );
    },
  );
}

function draw(contractId: string, waiting: readonly Waiting[]): string[] {
  if (waiting.length === 0) return ['Nothing waits for a person.'];
  return [
    ...waiting.flatMap((question) => [...drawQuestion(question), '']),
    ...paragraph(`Answer one with: tallystick decide ${contractId} ID ANSWER --by NAME --reason TEXT`),
  ];
}

function drawQuestion({ id, clause, what, why, answers, evidence, sides, proposed, since }: Waiting): string[] {
  return [
    bold(printable(id)),
    ...paragraph(what, 2),
    ...pairs(
      [
        ['why', why],
        ['clause', clause === '' ? undefined : clause],
        ['evidence', evidence.length === 0 ? undefined : evidence.join('\n')],
        ['proposed', proposed === undefined ? undefined : `${proposed.answer}, because ${proposed.because}`],
        ['since', formatDate(since)],
        ['answers', answers.length === 0 ? 'none here: it is mended at its source' : answers.join(', ')],
      ],
      2,
    ),
    ...(sides === undefined ? [] : drawSides(sides)),
  ];
}

/** What speaks for it and what against, side by side. */
function drawSides(sides: NonNullable<Waiting['sides']>): string[] {
  return sideBySide(['For', 'Against'], [sides.for, sides.against], 2);
}
