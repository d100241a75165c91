import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Fault, type FaultDetails } from '../core/errors.ts';
import type { Log } from '../ports/log.ts';

/** One line of JSON an event, by Powertools; a metric is a log line too, so that counting costs no call. */
export function createLog(): Log {
  const logger = new Logger();
  const metrics = new Metrics();
  return {
    info: (message, details = {}) => logger.info(message, { details }),
    warn: (message, details = {}) => logger.warn(message, { details }),
    error: (message, details = {}) => logger.error(message, { details }),
    count: (metric) => {
      const single = metrics.singleMetric();
      single.addMetric(metric, MetricUnit.Count, 1);
    },
  };
}

/** What may be said of a fault: its code and details, never its cause's text, which may hold a body. */
export function faultDetails(error: unknown): FaultDetails {
  if (error instanceof Fault) return { code: error.code, message: error.message, ...error.details };
  return { code: 'unexpected', name: error instanceof Error ? error.name : typeof error, at: whereOf(error) };
}

function whereOf(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return 'nowhere';
  // The stack begins with the message, which may hold a body, and a body may hold a line that looks like a frame.
  const after = error.stack.indexOf(error.message) + error.message.length;
  const frame = error.stack
    .slice(after)
    .split('\n')
    .find((line) => line.trim().startsWith('at '));
  return frame?.trim() ?? 'nowhere';
}
