import { useSyncExternalStore } from 'react';
import { organization } from '@/session/organization';
import { type Status, session } from '@/session/session';

export function useSessionStatus(): Status {
  return useSyncExternalStore(session.subscribe, () => session.status);
}

export function useOrganizationSlug(): string | null {
  return useSyncExternalStore(organization.subscribe, () => organization.slug);
}
