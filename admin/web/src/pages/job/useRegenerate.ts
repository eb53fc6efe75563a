import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { $api } from '@/api/client';
import { Refused } from '@/api/errors';
import { isOpen } from '@/jobs/state';
import { keyOf, useLiveJob } from '@/jobs/useLiveJobs';
import { useNotify } from '@/ui/notify';

/** Has a text written anew, which is a job of its own, and shows the new text once that has ended. */
export function useRegenerate(jobId: string, item: string) {
  const queries = useQueryClient();
  const notify = useNotify();
  const [running, setRunning] = useState<string | null>(null);
  // Before the first time there is no second job to follow; the page's own job stands in, which is known already.
  const { data: job } = useLiveJob(running ?? jobId);
  const order = $api.useMutation('post', '/api/v1/content/{content_id}/regenerate', {
    onSuccess: (made) => {
      queries.setQueryData(keyOf(made.id), made, { updatedAt: 1 });
      setRunning(made.id);
    },
    onError: notify.failed,
  });

  const ended = running !== null && job?.id === running && !isOpen(job) ? job : null;
  useEffect(() => {
    if (ended === null) return;
    setRunning(null);
    if (ended.status === 'failed') notify.failed(new Refused(400, ended.error_message ?? ''));
    void queries.invalidateQueries({ queryKey: keyOf(jobId) });
    void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/{content_id}/versions'] });
  }, [ended, jobId, notify, queries]);

  return {
    regenerate: () => order.mutate({ params: { path: { content_id: item } }, body: {} }),
    busy: order.isPending || running !== null,
  };
}
