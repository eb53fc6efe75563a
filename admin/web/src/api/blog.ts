import createClient from 'openapi-fetch';
import createHooks from 'openapi-react-query';
import { api, bodyOf } from '@/api/client';
import { refusedBy, Unreachable } from '@/api/errors';
import type { components, paths } from '@/api/generated/blog';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

export type BlogSchemas = components['schemas'];

interface Exchanged {
  /** The token of the native API for which this one was given. */
  native: string;
  token: Promise<string>;
}

let exchanged: Exchanged | null = null;
let personal: Promise<string> | null = null;

session.subscribe(() => {
  if (session.status === 'anonymous') {
    exchanged = null;
    personal = null;
  }
});

/** A token of the same session for the blog's API; it ends with the native one, and so is asked for again with it. */
async function token(): Promise<string> {
  const native = await session.token();
  if (native === null) return '';
  if (exchanged?.native !== native) {
    const asked = api.POST('/api/v1/auth/token', { body: { audience: 'blog' } });
    exchanged = { native, token: asked.then((answer) => bodyOf(answer).access_token) };
    exchanged.token.catch(() => {
      exchanged = null;
    });
  }
  return exchanged.token;
}

async function personalSlug(): Promise<string> {
  const all = bodyOf(await api.GET('/api/v1/organizations'));
  const list = Array.isArray(all) ? all : all.items;
  return list.find(({ kind }) => kind === 'personal')?.slug ?? list[0]?.slug ?? '';
}

/** Where the site of the chosen organization is administered; a site is always named, also one's own. */
async function mount(): Promise<string> {
  if (organization.slug === null) personal ??= personalSlug();
  const slug = organization.slug ?? (await personal) ?? '';
  return `/t/${encodeURIComponent(slug)}/blog`;
}

/** Send something to the blog's API, by its path from `/api` on. Refusals are thrown. */
export async function sendToBlog(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${await token()}`);
  const response = await fetch((await mount()) + path, { ...init, headers }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : new Unreachable();
  });
  if (!response.ok) throw await refusedBy(response);
  return response;
}

/** What an upload needs, which is sent in a way that tells how far it is. */
export async function uploadTarget(): Promise<{ url: string; authorization: string }> {
  return { url: `${await mount()}/api/admin/media/upload`, authorization: `Bearer ${await token()}` };
}

async function authorized(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.body === null ? undefined : await request.arrayBuffer();
  return sendToBlog(pathname + search, {
    method: request.method,
    headers: request.headers,
    body,
    signal: request.signal,
  });
}

/** The blog's API on behalf of the chosen organization's site. */
export const blog = createClient<paths>({ baseUrl: window.location.origin, fetch: authorized });
export const $blog = createHooks(blog);
