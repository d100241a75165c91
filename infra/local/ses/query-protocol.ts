/** The AWS Query protocol as far as SES version 1 uses it: a form in, XML out. */

const NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** What SES answers instead of a result; `code` is SES's own. */
export class SesError extends Error {
  override readonly name = 'SesError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The members of a list parameter: `Destinations.member.1`, `Destinations.member.2` and so on. */
export function listParameter(form: URLSearchParams, name: string): string[] {
  const members: string[] = [];
  for (let n = 1; ; n += 1) {
    const value = form.get(`${name}.member.${n}`);
    if (value === null) return members;
    members.push(value);
  }
}

/** A result's fields; a list becomes `<member>` elements. */
export type QueryResult = Readonly<Record<string, string | readonly string[]>>;

export function xmlResult(action: string, result: QueryResult, requestId: string): Response {
  const fields = Object.entries(result).map(([name, value]) => {
    const content =
      typeof value === 'string'
        ? escapeXml(value)
        : value.map((member) => element('member', escapeXml(member))).join('');
    return element(name, content);
  });
  const body =
    element(`${action}Result`, fields.join('')) + element('ResponseMetadata', element('RequestId', requestId));
  return xml(200, `<${action}Response xmlns="${NAMESPACE}">${body}</${action}Response>`, requestId);
}

export function xmlError(error: SesError, requestId: string): Response {
  const type = element('Type', error.status < 500 ? 'Sender' : 'Receiver');
  const detail = element('Error', type + element('Code', error.code) + element('Message', escapeXml(error.message)));
  const body = `<ErrorResponse xmlns="${NAMESPACE}">${detail}${element('RequestId', requestId)}</ErrorResponse>`;
  return xml(error.status, body, requestId);
}

function xml(status: number, body: string, requestId: string): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId } });
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  // XML 1.0 has no way to write the other control characters at all.
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '\u{fffd}').replace(/[&<>"']/g, (mark) => named[mark] ?? mark);
}
