import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Markup } from '../page.ts';

/** The fields of a form as they were entered. */
export type Entered = Readonly<Record<string, string>>;

export async function enteredIn(c: Context): Promise<Entered> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']));
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A labelled list of choices, in groups where they have a name; the one that was entered is selected. */
export function choiceField(
  name: string,
  label: string,
  groups: readonly { readonly group?: string; readonly choices: readonly Choice[] }[],
  entered: Entered,
): Markup {
  const option = ({ value, label }: Choice): Markup =>
    html`<option value="${value}" ${entered[name] === value ? 'selected' : ''}>${label}</option>`;
  return html`<label
    >${label}
    <select name="${name}">
      ${groups
        .filter(({ choices }) => choices.length > 0)
        .map(({ group, choices }) =>
          group === undefined
            ? choices.map(option)
            : html`<optgroup label="${group}">${choices.map(option)}</optgroup>`,
        )}
    </select></label
  >`;
}

/** A labelled field of text, with what was entered or `fallback` in it. */
export function textField(
  name: string,
  label: string,
  entered: Entered,
  more: { type?: string; fallback?: string; hint?: string; mode?: string; required?: boolean } = {},
): Markup {
  const { type = 'text', fallback = '', hint = '', mode = 'text', required = true } = more;
  return html`<label
    >${label}
    <input
      name="${name}"
      type="${type}"
      value="${entered[name] ?? fallback}"
      placeholder="${hint}"
      inputmode="${mode}"
      ${required ? 'required' : ''}
  /></label>`;
}
