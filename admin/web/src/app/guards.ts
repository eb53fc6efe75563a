import { redirect } from '@tanstack/react-router';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

/** Lets signed-in people through and sends others to sign in first; they come back to where they wanted to go. */
export async function signedIn({ location }: { location: { href: string } }): Promise<void> {
  if (session.status === 'unknown') await session.token();
  if (session.status === 'signed-in') return;
  organization.choose(null); // whoever signs in next may be somebody else
  throw redirect({ to: '/sign-in', search: { next: location.href } });
}

/** A place inside the dashboard to go to after signing in; anything else is ignored. */
export function nextOf(search: Record<string, unknown>): { next?: string } {
  const { next } = search;
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {};
}

/** The same for people who sign up, perhaps because they were invited. */
export function signUpOf(search: Record<string, unknown>): { next?: string; invitation?: string } {
  const { invitation } = search;
  return { ...nextOf(search), ...(typeof invitation === 'string' ? { invitation } : {}) };
}

/** The token of a link in a mail. */
export function tokenOf(search: Record<string, unknown>): { token: string } {
  return { token: typeof search.token === 'string' ? search.token : '' };
}
