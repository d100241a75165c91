import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage } from '../../shared/adapters/sqs/read-message.ts';
import type { MailReport } from '../../shared/ports/inbound.ts';
import type { Mailer, NoticeMail, StatementMail } from '../../shared/ports/mailer.ts';

/** A mailer, and what its mails lead to. */
export interface OpenedMailer {
  readonly mailer: Mailer;
  /** Lets the time pass in which SES says what became of what was sent: the texts of its messages, in their order. */
  heard(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const DOCUMENTS = {
  subject: 'Statement 1',
  html: '<p>Statement</p>',
  text: 'Statement',
  pdf: new Uint8Array([37, 80, 68, 70]),
  pdfName: 'statement.pdf',
};

const aMail = (changes: Partial<StatementMail> = {}): StatementMail => ({
  contractId: 'auxer-pmr-1999',
  statementId: '1999-04-30',
  party: 'client',
  attempt: 2,
  to: ['accounts@auxer.example'],
  documents: DOCUMENTS,
  ...changes,
});

const aNotice: NoticeMail = {
  contractId: 'auxer-pmr-1999',
  noticeId: 'introduction/harbor-ridge',
  party: 'consultant',
  attempt: 1,
  to: ['office@pmr.example'],
  documents: { subject: 'A notice', html: '<p>Notice</p>', text: 'Notice' },
};

/** The one suite over the Mailer port: by the model of the simulator, and by the adapter before the stand-in. */
export function describeMailer(name: string, open: () => Promise<OpenedMailer>): void {
  describe(name, () => {
    let opened: OpenedMailer;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    /** What record-facts makes of what SES says, as it lies in its queue. */
    const reports = async (): Promise<MailReport[]> =>
      (await opened.heard()).flatMap((body) => {
        // The reader of the event looks at nothing but the body.
        const message = readMessage({ body });
        return message.kind === 'mail' ? [message.report] : [];
      });
    const outcomes = async (messageId: string): Promise<string[]> =>
      (await reports()).filter((report) => report.messageId === messageId).map(({ event }) => event);

    it('says of a statement that it was sent and delivered, by the tags that find its intent', async () => {
      const { messageId } = await opened.mailer.send(aMail());
      const own = (await reports()).filter((report) => report.messageId === messageId);
      const about = { contractId: 'auxer-pmr-1999', statement: '1999-04-30', party: 'client', attempt: 2 };
      expect(own).toMatchObject([
        { ...about, event: 'sent' },
        { ...about, event: 'delivered' },
      ]);
      // The moment is that of the mail, whatever the event.
      expect(new Set(own.map(({ happenedAt }) => happenedAt)).size).toBe(1);
    });

    it('says of a notice the same, by the id that has slashes', async () => {
      const { messageId } = await opened.mailer.sendNotice(aNotice);
      const own = (await reports()).filter((report) => report.messageId === messageId);
      const about = { notice: 'introduction/harbor-ridge', party: 'consultant', attempt: 1 };
      expect(own).toMatchObject([
        { ...about, event: 'sent' },
        { ...about, event: 'delivered' },
      ]);
    });

    it.each([
      ['bounce@simulator.amazonses.com', ['sent', 'bounced']],
      ['suppressionlist@simulator.amazonses.com', ['sent', 'bounced']],
      ['complaint@simulator.amazonses.com', ['sent', 'delivered', 'complained']],
    ])('says what became of a mail to %s', async (address, events) => {
      const { messageId } = await opened.mailer.send(aMail({ to: [address] }));
      expect(await outcomes(messageId)).toEqual(events);
    });

    it('says it once for each address of a mail', async () => {
      const to = ['a@auxer.example', 'bounce@simulator.amazonses.com', 'c@auxer.example'];
      const { messageId } = await opened.mailer.send(aMail({ to }));
      expect((await outcomes(messageId)).toSorted()).toEqual(['bounced', 'delivered', 'delivered', 'sent']);
    });

    it('sends the same mail twice when it is asked twice: SES has no keys', async () => {
      const [first, second] = [await opened.mailer.send(aMail()), await opened.mailer.send(aMail())];
      expect(first.messageId).not.toBe(second.messageId);
      expect(await outcomes(second.messageId)).toEqual(['sent', 'delivered']);
    });

    it.each([
      ['nobody', []],
      ['an address without a domain', ['accounts']],
      ['two addresses in one', ['a@auxer.example, b@auxer.example']],
      ['an address with a line of its own', ['a@auxer.example\r\nBcc: b@auxer.example']],
    ])('does not even compose a mail to %s', async (_what, to) => {
      const before = (await opened.heard()).length;
      await expect(opened.mailer.send(aMail({ to }))).rejects.toMatchObject({ code: 'input.invalid' });
      expect(await opened.heard()).toHaveLength(before);
    });

    it.each([
      ['to one with letters that SES does not take', { to: ['bücher@auxer.example'] }],
      ['to more than fifty', { to: Array.from({ length: 51 }, (_, index) => `a${index}@auxer.example`) }],
      ['of a contract whose id is no tag', { contractId: 'auxer/pmr 1999' }],
    ])('refuses a mail %s for good, and says that nothing was sent', async (_what, changes) => {
      const before = (await opened.heard()).length;
      await expect(opened.mailer.send(aMail(changes))).rejects.toMatchObject({
        code: 'dependency.failed',
        retryable: false,
        details: { reason: 'InvalidParameterValue', outcome: 'refused' },
      });
      expect(await opened.heard()).toHaveLength(before);
    });
  });
}
