import type { Command } from 'commander';
import type { ApiClient } from './api-client.ts';
import { connect } from './api-connection.ts';
import { print, printJson } from './terminal/text.ts';

export interface ApiOptions {
  readonly api?: string;
  readonly json?: true;
}

/** A command that speaks to a running system: with `--json` and `--api`. */
export function apiCommand(program: Command, signature: string, description: string): Command {
  return jsonOption(program.command(signature).description(description)).option(
    '--api <url>',
    'address of the api (else TALLYSTICK_API, else the local system)',
  );
}

export function jsonOption(command: Command): Command {
  return command.option('--json', 'print plain JSON; amounts are minor units in quotation marks');
}

/** Asks the api and shows its answer: as JSON exactly as it came, or as `show` draws it. */
export async function answer(
  options: ApiOptions,
  ask: (api: ApiClient) => Promise<unknown>,
  show: (json: unknown) => readonly string[],
): Promise<void> {
  const json = await ask(connect(options.api));
  if (options.json === true) printJson(json);
  else print(show(json));
}
