import { useInfiniteQuery } from '@tanstack/react-query';
import { api, bodyOf } from '@/api/client';
import type { Job } from '@/jobs/state';

export interface Wish {
  search: string;
  status: string | null;
  source: string | null;
  tag: string | null;
}

export const ANY: Wish = { search: '', status: null, source: null, tag: null };
const PAGE = 30;

type Status = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
type Source = 'url' | 'csv' | 'manual' | 'prompt';

async function page(wish: Wish, before: string | null) {
  const query = {
    per_page: PAGE,
    status: wish.status === null ? null : [wish.status as Status],
    source_type: wish.source === null ? null : [wish.source as Source],
    search: wish.search.trim() || null,
    tag: wish.tag,
    before,
  };
  return bodyOf(await api.GET('/api/v1/content/jobs', { params: { query } }));
}

/** The jobs that fit a wish, read on from the last one that was seen. */
export function useLibrary(wish: Wish) {
  const query = useInfiniteQuery({
    queryKey: ['get', '/api/v1/content/jobs', 'library', wish],
    queryFn: ({ pageParam }) => page(wish, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last.total > last.items.length ? (last.items.at(-1)?.id ?? null) : null),
    placeholderData: (before) => before,
  });
  const jobs: Job[] = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return { ...query, jobs, total: query.data?.pages[0]?.total ?? 0 };
}
