import { parkDeadLetter } from '../../shared/app/park-dead-letter.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { createLog } from '../../shared/runtime/log.ts';
import { handleEach } from '../../shared/runtime/queue-handler.ts';
import { createStore } from '../../shared/runtime/store.ts';
import { deadLetterOf } from './event.ts';

const environment = readEnvironment('TABLE_NAME');
const log = createLog();
const store = createStore(environment.TABLE_NAME);

/** Takes a dead letter off its queue and parks the contract that it names. */
export const handler = handleEach(log, (record) => parkDeadLetter({ store, log }, deadLetterOf(record)));
