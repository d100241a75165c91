/** Why a mail proves nothing, in words for the operator and for whoever sent it, and what would help. */
const FAILURES = {
  'not-this-mail': {
    why: 'The stored message is not the one that SES says it received.',
    fix: 'Look at the receipt rule: only SES may write where mail is stored.',
  },
  malformed: { why: 'The head of the message breaks the rules of e-mail.', fix: 'Send it anew from a mail program.' },
  'headers-too-long': { why: 'The head of the message is longer than 128 KB.', fix: 'Send it anew, to fewer people.' },
  virus: { why: 'SES found a virus in it, or could not look.', fix: 'Send it anew without the attachment.' },
  spam: { why: 'SES takes it for spam, or could not look.', fix: 'Send it anew, in plain words.' },
  'auto-reply': { why: 'A machine sent it: a bounce, an automatic reply or a list.', fix: 'Nothing is to be done.' },
  loop: {
    why: 'It is a mail of this software that came back.',
    fix: 'Look at whoever forwards its mail to the register.',
  },
  'several-fields': {
    why: 'A field that may be there once (From, To, Cc, Date, Subject, Message-ID) is there several times.',
    fix: 'Send it anew from a mail program.',
  },
  'from-unclear': {
    why: 'Its From does not name exactly one address, in a form that has one reading.',
    fix: 'Send it from one address, with a plain name before it.',
  },
  'not-registered': {
    why: "It is from an address that the contract does not name as the consultant's.",
    fix: 'Send it from a registered address, or have this one added to the contract (consultant.introducesFrom).',
  },
  'dkim-none': {
    why: 'It carries no DKIM signature.',
    fix: 'Have whoever runs the mail of the domain switch DKIM on.',
  },
  'dkim-failed': {
    why: 'Its DKIM signature does not hold: it was changed on the way, or is not from there.',
    fix: 'Copy the register in the mail itself; a list or a forwarder breaks signatures.',
  },
  'dkim-other-domain': {
    why: 'Its DKIM signature is of another domain than its From.',
    fix: "Have the mail provider sign with the domain of the address, not with the provider's own.",
  },
  'dkim-partial': {
    why: 'Its DKIM signature covers only a part of the message (l=).',
    fix: 'Have whoever runs the mail of the domain sign whole messages.',
  },
  'dmarc-failed': {
    why: 'It fails the policy (DMARC) of the domain in its From.',
    fix: 'Have whoever runs the mail of the domain mend DKIM and DMARC.',
  },
  'results-unclear': {
    why: 'What SES found of its DKIM signatures cannot be read for sure.',
    fix: 'Send it anew; if it happens again, put the introduction on record by hand.',
  },
} as const;

export type MailFailure = keyof typeof FAILURES;

export function failureWords(failure: MailFailure): { readonly why: string; readonly fix: string } {
  return FAILURES[failure];
}
