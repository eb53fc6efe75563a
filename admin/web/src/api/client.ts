import createClient from 'openapi-fetch';
import createHooks from 'openapi-react-query';
import { Refused, refusedBy, Unreachable } from '@/api/errors';
import type { components, paths } from '@/api/generated/contentforge';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

export type Schemas = components['schemas'];

/** What is about the person and not about an organization; asked at the root, whichever organization is chosen. */
const PERSONAL = ['auth/', 'organizations', 'invitations/', 'operator/', 'billing/plans'].map(
  (path) => `/api/v1/${path}`,
);

const NOT_AUTHENTICATED = 401;

interface Sent {
  url: URL;
  init: RequestInit;
}

/** What is to be sent, in a form that can be sent twice: a request's own body is a stream, and good once. */
async function prepared(request: Request): Promise<Sent> {
  const url = new URL(request.url);
  const { method, headers, signal } = request;
  const body = request.body === null ? undefined : await request.arrayBuffer();
  return { url, init: { method, headers, signal, body } };
}

function mounted(sent: Sent): Sent {
  const url = new URL(sent.url);
  if (!PERSONAL.some((prefix) => url.pathname.startsWith(prefix))) url.pathname = organization.mount + url.pathname;
  return { ...sent, url };
}

function send({ url, init }: Sent, token: string | null): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : new Unreachable();
  });
}

/** Send with a good token, once more with a new one if the server no longer takes it; every refusal is thrown. */
async function authorized(request: Request): Promise<Response> {
  const sent = mounted(await prepared(request));
  const token = await session.token();
  if (token === null) throw new Refused(NOT_AUTHENTICATED, ''); // the session has ended: nothing would be answered
  let response = await send(sent, token);
  if (response.status === NOT_AUTHENTICATED) {
    session.refused(token);
    const next = await session.token();
    if (next !== null) response = await send(sent, next);
  }
  if (!response.ok) throw await refusedBy(response);
  return response;
}

/** For sign-in and what leads to it: a 401 there is an answer, not the end of a session. */
async function anonymous(request: Request): Promise<Response> {
  const response = await send(await prepared(request), null);
  if (!response.ok) throw await refusedBy(response);
  return response;
}

const baseUrl = window.location.origin;

/** The native API on behalf of the chosen organization. Errors are thrown as `Refused` or `Unreachable`. */
export const api = createClient<paths>({ baseUrl, fetch: authorized });
/** The same as hooks; a query's key is its route and what it was asked with. */
export const $api = createHooks(api);
/** The native API for people who are not signed in. */
export const door = createClient<paths>({ baseUrl, fetch: anonymous });

/** The body of an answer that has one; refusals have been thrown before. */
export function bodyOf<T>(answer: { data?: T; response: Response }): NonNullable<T> {
  if (answer.data === undefined || answer.data === null) throw new Refused(answer.response.status, '');
  return answer.data;
}

/** Fetch a file as a signed-in person and hand it to the browser under a name. */
export async function download(path: string, name: string): Promise<void> {
  const response = await authorized(new Request(new URL(path, baseUrl)));
  save(await response.blob(), name);
}

export function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
