import { Hono } from 'hono';
import { InputError, UnknownError } from '../../shared/core/errors.ts';
import { toPlain } from '../../shared/core/json.ts';
import { describe } from '../../shared/core/money/parse-amount.ts';
import { isContractId } from '../../shared/core/terms/contract-id.ts';
import { adoptContract } from '../../shared/app/adopt-contract.ts';
import { adoptRules, rulesReport } from '../../shared/app/adopt-rules.ts';
import { readState } from '../../shared/app/contract-state.ts';
import { decideWaiting } from '../../shared/app/decide-waiting.ts';
import { keepEvidence } from '../../shared/app/keep-evidence.ts';
import { listWaiting } from '../../shared/app/list-waiting.ts';
import { adoptFromStripe, fenceReport, liftFence } from '../../shared/app/fence-commands.ts';
import { reconciliationReport } from '../../shared/app/reconciliation-report.ts';
import { unreadMessages } from '../../shared/app/read-again.ts';
import { recordByHand } from '../../shared/app/record-by-hand.ts';
import { reissueInvoice } from '../../shared/app/reissue-invoice.ts';
import { switchMoney, switchStatus } from '../../shared/app/switch.ts';
import { explainReceivable, viewContract } from '../../shared/app/view-contract.ts';
import { viewMails } from '../../shared/app/view-mails.ts';
import { verifyIntroductions, viewIntroductions } from '../../shared/app/view-introductions.ts';
import type { ActivationStore } from '../../shared/ports/activation.ts';
import type { InboundQueue } from '../../shared/ports/inbound.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { MailNotes } from '../../shared/ports/mail-intake.ts';
import type { ReconcileBells, ReconciliationStore } from '../../shared/ports/reconciliations.ts';
import { addCrmRoutes, type CrmApiWorld } from './crm-routes.ts';
import {
  adoptFenceRequest,
  adoptRequest,
  decisionRequest,
  evidenceRequest,
  liftRequest,
  readJson,
  readRequest,
  reconcileRequest,
  reissueRequest,
  rulesRequest,
  switchRequest,
  type ApiVariables,
} from './event.ts';

export interface ApiWorld extends CrmApiWorld {
  readonly activations: ActivationStore;
  readonly reconciliations: ReconciliationStore;
  readonly bells: Pick<ReconcileBells, 'ringStart'>;
  readonly inbound: InboundQueue;
  /** Where mails to the register go; undefined when none are taken. */
  readonly intakeDomain: string | undefined;
  readonly notes: MailNotes;
  readonly log: Log;
  readonly newSalt: () => string;
}

/** The api that the CLI and the local pages speak to. Every read is logged with who read what. Clause 3.4. */
export function apiRoutes(world: ApiWorld, requestOf: (env: unknown) => ApiVariables): Hono {
  const { store, activations, log } = world;
  const app = new Hono().basePath('/api');
  app.use(async (c, next) => {
    log.info('api', { method: c.req.method, path: c.req.path, caller: requestOf(c.env).caller });
    await next();
  });
  app.use('/contracts/:id/*', async (c, next) => {
    if (!isContractId(c.req.param('id'))) throw new UnknownError('That cannot be the id of a contract.');
    await next();
  });
  app.get('/contracts', async (c) => c.json({ contracts: await store.listContracts() }));
  app.put('/contracts/:id', async (c) => {
    const { file, effectiveOn, by } = await readRequest(c.req.raw, adoptRequest);
    assertSameId(c.req.param('id'), file);
    const { now } = requestOf(c.env);
    const adoption = await adoptContract(world, {
      file,
      by,
      now,
      salt: world.newSalt(),
      ...(effectiveOn === undefined ? {} : { effectiveOn }),
    });
    return c.json(adoption, adoption.outcome === 'adopted' ? 201 : 200);
  });
  app.get('/contracts/:id', async (c) =>
    c.json(toPlain(await viewContract(world, c.req.param('id'), requestOf(c.env).now)) as object),
  );
  app.post('/contracts/:id/records/:kind', async (c) => {
    const input = await readJson(c.req.raw);
    const { id: contractId, kind } = c.req.param();
    const outcome = await recordByHand(world, { contractId, kind, input, now: requestOf(c.env).now });
    return c.json({ outcome }, outcome === 'recorded' ? 201 : 200);
  });
  app.get('/contracts/:id/introductions', async (c) =>
    c.json(toPlain(await viewIntroductions(store, c.req.param('id'), requestOf(c.env).now)) as object),
  );
  app.get('/contracts/:id/introductions/mails', async (c) => c.json(await viewMails(world, c.req.param('id'))));
  app.get('/mails', async (c) => c.json({ notes: await world.notes.listMailNotes(undefined) }));
  app.get('/contracts/:id/introductions/proof', async (c) =>
    c.json(await verifyIntroductions(store, c.req.param('id'), requestOf(c.env).now)),
  );
  app.put('/contracts/:id/evidence/:sha256', async (c) => {
    const { base64 } = await readRequest(c.req.raw, evidenceRequest);
    const { id: contractId, sha256 } = c.req.param();
    const outcome = await keepEvidence(store, { contractId, sha256, bytes: Buffer.from(base64, 'base64') });
    return c.json({ outcome }, outcome === 'kept' ? 201 : 200);
  });
  app.get('/contracts/:id/evidence/:sha256', async (c) => {
    const bytes = await store.readEvidence(c.req.param('id'), c.req.param('sha256'));
    if (bytes === undefined) throw new UnknownError('No evidence with that hash is kept here.');
    return c.json({ base64: Buffer.from(bytes).toString('base64') });
  });
  app.get('/contracts/:id/waiting', async (c) => {
    const state = await readState(store, c.req.param('id'));
    return c.json({ waiting: listWaiting(state, requestOf(c.env).now) });
  });
  app.post('/contracts/:id/decisions', async (c) => {
    const decision = await readRequest(c.req.raw, decisionRequest);
    await decideWaiting(world, { ...decision, contractId: c.req.param('id'), now: requestOf(c.env).now });
    return c.json({ outcome: 'decided' });
  });
  app.post('/contracts/:id/reissues', async (c) => {
    const command = await readRequest(c.req.raw, reissueRequest);
    await reissueInvoice(world, { ...command, contractId: c.req.param('id'), now: requestOf(c.env).now });
    return c.json({ outcome: 'reissued' });
  });
  app.get('/contracts/:id/rules', async (c) =>
    c.json(toPlain(await rulesReport(store, c.req.param('id'), requestOf(c.env).now)) as object),
  );
  app.post('/contracts/:id/rules', async (c) => {
    const command = await readRequest(c.req.raw, rulesRequest);
    const { now } = requestOf(c.env);
    return c.json(toPlain(await adoptRules(world, { ...command, contractId: c.req.param('id'), now })) as object);
  });
  app.get('/contracts/:id/receivables/:receivable{.+}', async (c) =>
    c.json(toPlain(await explainReceivable(store, c.req.param('id'), c.req.param('receivable'))) as object),
  );
  app.get('/contracts/:id/statements/:statement', async (c) => {
    const statement = await store.readStatement(c.req.param('id'), c.req.param('statement'));
    if (statement === undefined) {
      throw new UnknownError(
        'No statement was sealed for that period. `tallystick statements CONTRACT` lists those there are.',
      );
    }
    return c.json(toPlain(statement) as object);
  });
  app.get('/messages/unread', async (c) => c.json(await unreadMessages(store, requestOf(c.env).now)));
  addCrmRoutes(app, world, requestOf);
  app.get('/switch', async (c) => c.json(await switchStatus(store, activations)));
  app.post('/switch', async (c) => {
    const command = await readRequest(c.req.raw, switchRequest);
    const { now } = requestOf(c.env);
    return c.json(await switchMoney(store, activations, { ...command, thisTable: false, now }));
  });
  addChecking(app, world, requestOf);
  return app;
}

/** What compares the books with Stripe: reconciling, and the fence around a table that was restored. */
function addChecking(app: Hono, world: ApiWorld, requestOf: (env: unknown) => ApiVariables): void {
  const { reconciliations, bells } = world;
  app.post('/reconciliations', async (c) => {
    const { contract, by } = await readRequest(c.req.raw, reconcileRequest);
    if (contract !== undefined) await readState(world.store, contract);
    const { now: asOf } = requestOf(c.env);
    const run = `asked/${asOf}/${world.newSalt().slice(0, 8)}`;
    const of = contract === undefined ? {} : { only: contract };
    await bells.ringStart({ run, asOf, mode: 'full', by, ...of });
    return c.json({ run }, 202);
  });
  app.get('/reconciliations', async (c) =>
    c.json(toPlain(await reconciliationReport(reconciliations, c.req.query('contract'))) as object),
  );
  app.get('/fence', async (c) => c.json(toPlain(await fenceReport(world, requestOf(c.env).now)) as object));
  app.post('/fence/adopt', async (c) => {
    const { by } = await readRequest(c.req.raw, adoptFenceRequest);
    const { now } = requestOf(c.env);
    return c.json(await adoptFromStripe(world, { by, now, run: `adopt/${now}/${world.newSalt().slice(0, 8)}` }), 202);
  });
  app.post('/fence/lift', async (c) => {
    const lift = await readRequest(c.req.raw, liftRequest);
    return c.json(await liftFence(world, { ...lift, now: requestOf(c.env).now }));
  });
}

/** A file that names another contract than the address would change a contract that nobody meant. */
function assertSameId(id: string, file: unknown): void {
  const stated: unknown = Reflect.get(Object(file), 'id');
  if (typeof stated !== 'string' || !isContractId(stated) || stated === id) return;
  throw new InputError('The file is of another contract than the address names.', [
    {
      field: 'id',
      found: describe(stated),
      allowed: describe(id),
      fix: "Send the file to its own contract's address.",
    },
  ]);
}
