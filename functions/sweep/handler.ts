import { SQSClient } from '@aws-sdk/client-sqs';
import { createBell } from '../../shared/adapters/sqs/queues.ts';
import { sweep } from '../../shared/app/sweep.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { scheduledAtOf } from '../../shared/runtime/scheduled-event.ts';
import { createStore } from '../../shared/runtime/store.ts';

const environment = readEnvironment('TABLE_NAME', 'CONTRACT_QUEUE_URL');
const log = createLog();
const world = {
  store: createStore(environment.TABLE_NAME),
  bell: createBell(new SQSClient(), environment.CONTRACT_QUEUE_URL),
  log,
};

/** Rings every contract whose attention has come by the scheduled time. */
export async function handler(event: unknown): Promise<{ rung: number }> {
  return sweep(world, scheduledAtOf(event));
}
