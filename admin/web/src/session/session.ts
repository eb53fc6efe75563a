import { exchange, type Pair } from '@/session/keeper';

/** Whether somebody is signed in; `unknown` only until the first answer of the server. */
export type Status = 'unknown' | 'anonymous' | 'signed-in';

// Renewed a little early: the clock of the server and the way to it take time.
const EARLY_MS = 30_000;

interface Access {
  token: string;
  until: number;
}

let status: Status = 'unknown';
let access: Access | null = null;
let renewing: Promise<string | null> | null = null;
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel('contentforge-session');

function become(next: Status): void {
  if (next === status) return;
  status = next;
  for (const listener of listeners) listener();
}

function accept(pair: Pair): string {
  access = { token: pair.access_token, until: Date.now() + pair.expires_in * 1000 - EARLY_MS };
  become('signed-in');
  return pair.access_token;
}

function end(): void {
  access = null;
  become('anonymous');
}

async function renew(): Promise<string | null> {
  const pair = await exchange();
  if (pair !== null) return accept(pair);
  end();
  return null;
}

tabs.onmessage = () => end();

export const session = {
  get status(): Status {
    return status;
  },

  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  /** Take the tokens that signing in has given. */
  begin(pair: Pair): void {
    accept(pair);
  },

  /** A token that is good now, or null if nobody is signed in. Requests at the same time share one exchange. */
  token(): Promise<string | null> {
    if (access !== null && Date.now() < access.until) return Promise.resolve(access.token);
    if (status === 'anonymous') return Promise.resolve(null);
    renewing ??= renew().finally(() => {
      renewing = null;
    });
    return renewing;
  },

  /** The server has refused this token: the next request asks for another one. */
  refused(token: string): void {
    if (access?.token === token) access = null;
  },

  /** Forget the session here and in the other tabs; the server has been told, or cannot be. */
  finish(): void {
    end();
    tabs.postMessage('ended');
  },
};
