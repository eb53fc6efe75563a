/**
 * The one place that knows how a session goes on after its access token has run out. The refresh token lies in an HttpOnly
 * cookie below the auth routes: no script ever sees it, ours included. The header asks for that way, and says that a page
 * of this address is asking; forms and other sites cannot send it.
 */
export interface Pair {
  access_token: string;
  expires_in: number;
}

export const IN_COOKIE = { 'X-ContentForge-Session': 'cookie' } as const;

/** The next access token, or null if nobody is signed in. Throws where the server cannot be asked. */
export async function exchange(): Promise<Pair | null> {
  const answer = await fetch('/api/v1/auth/refresh', { method: 'POST', headers: IN_COOKIE });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`refresh answered ${answer.status}`);
  return (await answer.json()) as Pair;
}
