import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { $api } from '@/api/client';
import { isOpen, type Job } from '@/jobs/state';
import type { JobEvent } from '@/realtime/events';
import { useLive } from '@/realtime/LiveProvider';

const ASK_MS = 2_000;
// With a live connection this is only the net under it.
const RARELY_MS = 8_000;

export function keyOf(job: string) {
  return ['get', '/api/v1/content/jobs/{job_id}', { params: { path: { job_id: job } } }] as const;
}

function told(job: Job | undefined, event: JobEvent): Job | undefined {
  if (job === undefined) return undefined;
  return { ...job, status: event.status, content_types_done: event.content_types_done };
}

/** A job as it stands: told by the live connection, and asked for where there is none. */
export function useLiveJob(id: string) {
  const queries = useQueryClient();
  const { connected, hear } = useLive();
  useEffect(
    () =>
      hear((event) => {
        if (event.id !== id) return;
        queries.setQueryData<Job>(keyOf(id), (job) => told(job, event));
        void queries.invalidateQueries({ queryKey: keyOf(id) });
      }),
    [hear, id, queries],
  );
  return $api.useQuery(
    'get',
    '/api/v1/content/jobs/{job_id}',
    { params: { path: { job_id: id } } },
    {
      refetchInterval: ({ state: { data } }) =>
        data !== undefined && isOpen(data as Job) ? (connected ? RARELY_MS : ASK_MS) : false,
    },
  );
}

/** Ask lists of jobs again when one of their jobs has moved. */
export function useFreshLists(): void {
  const queries = useQueryClient();
  const { hear } = useLive();
  useEffect(
    () => hear(() => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] })),
    [hear, queries],
  );
}
