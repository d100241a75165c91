import type { MailNote, MailNotes } from '../../shared/ports/mail-intake.ts';

/** Notes about mails, in memory; no ring, so that a test sees all of them. */
export function memoryMailNotes(): MailNotes & { readonly all: MailNote[] } {
  const all: MailNote[] = [];
  return {
    all,
    noteMail: (note) => {
      const at = all.findIndex(({ mail, contractId }) => mail === note.mail && contractId === note.contractId);
      all.splice(at === -1 ? all.length : at, 1, note);
      return Promise.resolve();
    },
    listMailNotes: (contractId) => Promise.resolve(all.filter((note) => note.contractId === contractId)),
  };
}
