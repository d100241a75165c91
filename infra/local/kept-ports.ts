import type { HttpService, PortChoice } from './http-service.ts';
import type { KeptStore } from './kept-store.ts';

/**
 * Starts a server on the port that it had in the last run, if that is still free: links in mails and on invoices
 * of an earlier run go on working.
 */
export async function onKeptPort(
  store: KeptStore,
  name: string,
  start: (choice: PortChoice) => Promise<HttpService>,
): Promise<HttpService> {
  const service = await start({ preferred: store.get<number>('port', name) ?? 0 });
  store.put('port', name, service.port);
  return service;
}
