import { describe, expect, it } from 'vitest';
import { PAUSE_SECONDS, sendUntilTaken } from '../../cli/crm/send-until-taken.ts';

/** Sends to what answers these one after the other, the last for ever; gives the last status and how often it waited. */
async function sent(
  ...statuses: readonly (number | undefined)[]
): Promise<{ status: number | undefined; pauses: number }> {
  let [sends, pauses] = [0, 0];
  const send = async (): Promise<number | undefined> => statuses[Math.min(sends++, statuses.length - 1)];
  const pause = async (attempt: number): Promise<void> => void (pauses = attempt);
  return { status: await sendUntilTaken(send, pause), pauses };
}

describe('the test message of a connection', () => {
  it('is sent once when it is taken at once', async () => {
    expect(await sent(200)).toEqual({ status: 200, pauses: 0 });
  });

  it('is sent again while the receiver holds the secret of before', async () => {
    expect(await sent(401, 401, 200)).toEqual({ status: 200, pauses: 2 });
  });

  it('outlasts the minute for which a secret is held, and no more than a quarter beyond', async () => {
    const { status, pauses } = await sent(401);
    expect(status).toBe(401);
    expect(pauses * PAUSE_SECONDS).toBeGreaterThan(60);
    expect(pauses * PAUSE_SECONDS).toBeLessThanOrEqual(75);
  });

  it('is not sent again to what does not answer, or answers with another failure', async () => {
    expect([await sent(undefined), await sent(404), await sent(503)]).toEqual([
      { status: undefined, pauses: 0 },
      { status: 404, pauses: 0 },
      { status: 503, pauses: 0 },
    ]);
  });
});
