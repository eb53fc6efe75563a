import { $api } from '@/api/client';

const MOST = 100;

export function useMembers(slug: string) {
  return $api.useQuery('get', '/api/v1/organizations/{slug}/members', {
    params: { path: { slug }, query: { per_page: MOST } },
  });
}
