import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { DependencyError, InputError } from '../../shared/core/errors.ts';
import { problemBody } from '../../shared/runtime/http.ts';
import { faultDetails } from '../../shared/runtime/log.ts';
import { handleEach } from '../../shared/runtime/queue-handler.ts';
import { recordingLog } from '../builders/recording-log.ts';

/** What JSON.parse says quotes the text, and the text may look like a line of a stack. */
function parseError(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('what a log says of a fault', () => {
  it('is its code and details, never its cause', () => {
    const cause = new Error('Ellen Marsh owes 25,000.00');
    const fault = new DependencyError('SES', 'SES gave no answer.', { retryable: true, cause });
    expect(JSON.stringify(faultDetails(fault))).not.toContain('Ellen');
    expect(faultDetails(fault)).toMatchObject({ code: 'dependency.failed', dependency: 'SES' });
  });

  it('is where an unexpected error came from, even when its message looks like a place', () => {
    const error = parseError('[\n   at Ellen Marsh (25,000.00)');
    expect(String(error)).toContain('Ellen');
    const details = faultDetails(error);
    expect(details).toMatchObject({ code: 'unexpected', name: 'SyntaxError', at: expect.stringMatching(/^at /) });
    expect(JSON.stringify(details)).not.toContain('Ellen');
  });
});

describe('a message that is not taken', () => {
  it('fails with a code alone, as the runtime prints whatever is thrown', async () => {
    const log = recordingLog();
    const handler = handleEach(log, (record) => Promise.resolve(JSON.parse(record.body)));
    const event = { Records: [{ messageId: 'm-1', body: 'Ellen Marsh' }] } as unknown as SQSEvent;
    const thrown: unknown = await handler(event).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Error);
    expect(Object(thrown)).toMatchObject({ name: 'MessageNotTakenError', message: 'unexpected' });
    expect(String(Reflect.get(Object(thrown), 'stack'))).not.toContain('Ellen');
    expect(log.lines.join('\n')).toContain('"messageId":"m-1"');
    expect(log.lines.join('\n')).not.toContain('Ellen');
  });
});

describe('an answer to a person', () => {
  it('stays short however many and long the mistakes are', () => {
    const problem = { field: 'x'.repeat(10_000), found: 'y', allowed: 'z', fix: 'w' };
    const { problems = [] } = problemBody(
      new InputError(
        'Many.',
        Array.from({ length: 5000 }, () => problem),
      ),
    );
    expect(problems).toHaveLength(100);
    expect(JSON.stringify(problems).length).toBeLessThan(50_000);
  });
});
