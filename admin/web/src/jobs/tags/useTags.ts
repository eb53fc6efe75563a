import { useQueryClient } from '@tanstack/react-query';
import { $api } from '@/api/client';

/** As many as the server takes, and as long. */
export const MOST_TAGS = 20;
export const LONGEST_TAG = 50;

/** The tags in use, those of the most jobs first. */
export function useTags() {
  return $api.useQuery('get', '/api/v1/content/tags').data ?? [];
}

/** Has the tags in use asked for again. */
export function useFreshTags(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/tags'] });
}

/** Whether two words are one tag. */
export function sameTag(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
