import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Schemas } from '@/api/client';
import { session } from '@/session/session';

/** Begin the session that the server has opened, and go where the person wanted to go. */
export function useArrival(next: string | undefined): (signedIn: Schemas['SignedIn']) => void {
  const router = useRouter();
  return useCallback(
    (signedIn) => {
      session.begin(signedIn);
      router.history.push(router.history.createHref(`/app${(next ?? '/generate').replace(/^\/app/, '')}`));
    },
    [router, next],
  );
}
