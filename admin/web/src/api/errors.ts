interface Details {
  fields?: Record<string, string>;
  retryAfter?: number | null;
  code?: string | null;
}

/** Why the server has refused something, in a form that pages can show. */
export class Refused extends Error {
  readonly status: number;
  /** What is wrong with which field, by the last part of its path. */
  readonly fields: Readonly<Record<string, string>>;
  readonly retryAfter: number | null;
  /** The stable name of the reason, if it has one. */
  readonly code: string | null;

  constructor(status: number, message: string, { fields = {}, retryAfter = null, code = null }: Details = {}) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
    this.code = code;
  }
}

/** The request has reached nobody: the network, or a server that is being replaced. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable');
    this.name = 'Unreachable';
  }
}

interface FieldProblem {
  loc: Array<string | number>;
  msg: string;
}

function isProblem(value: unknown): value is FieldProblem {
  return typeof value === 'object' && value !== null && 'loc' in value && 'msg' in value;
}

function ofFields(problems: FieldProblem[]): [string, Record<string, string>] {
  const fields: Record<string, string> = {};
  for (const { loc, msg } of problems) fields[String(loc.at(-1) ?? '')] ??= msg;
  return [problems[0]?.msg ?? '', fields];
}

/** Read an error answer of either API: `{detail}` of the native one, `{message}` of the blog's. */
export async function refusedBy(response: Response): Promise<Refused> {
  const wait = Number(response.headers.get('Retry-After'));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  const details = { retryAfter, code: response.headers.get('X-Error-Code') };
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== 'object' || body === null) return new Refused(response.status, '', details);
  const said = 'detail' in body ? body.detail : 'message' in body ? body.message : '';
  if (Array.isArray(said)) {
    const [message, fields] = ofFields(said.filter(isProblem));
    return new Refused(response.status, message, { ...details, fields });
  }
  return new Refused(response.status, typeof said === 'string' ? said : '', details);
}
