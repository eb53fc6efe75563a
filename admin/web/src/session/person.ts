import { $api, type Schemas } from '@/api/client';
import { useOrganizationSlug } from '@/session/hooks';

const RARELY = { staleTime: 5 * 60_000 };

export function useMe() {
  return $api.useQuery('get', '/api/v1/auth/me', {}, RARELY);
}

/** The organizations of the signed-in person. */
export function useOrganizations(): Schemas['Organization'][] {
  const { data } = $api.useQuery('get', '/api/v1/organizations', {}, RARELY);
  if (data === undefined) return [];
  return Array.isArray(data) ? data : data.items;
}

export function useAccount() {
  return $api.useQuery('get', '/api/v1/auth/account');
}

/** Whether the person runs the installation. */
export function useIsOperator(): boolean {
  return $api.useQuery('get', '/api/v1/auth/account', {}, RARELY).data?.is_operator ?? false;
}

/** The organization that the dashboard acts for; undefined until it is known. */
export function useOrganization(): Schemas['Organization'] | undefined {
  const slug = useOrganizationSlug();
  const all = useOrganizations();
  return all.find((one) => (slug === null ? one.kind === 'personal' : one.slug === slug)) ?? all[0];
}
