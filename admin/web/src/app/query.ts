import { QueryClient } from '@tanstack/react-query';
import { Refused } from '@/api/errors';
import { organization } from '@/session/organization';
import { session } from '@/session/session';

const TRIES = 2;

/** A refusal will be the same next time; what never arrived may arrive. */
function again(failures: number, error: unknown): boolean {
  return failures < TRIES && !(error instanceof Refused && error.status < 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: again, staleTime: 10_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

// What one organization or person has seen is not shown to another.
organization.subscribe(() => void queryClient.resetQueries());
session.subscribe(() => {
  if (session.status === 'anonymous') queryClient.clear();
});
