import { Button, Group, Paper, Progress, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { LiveMark } from '@/jobs/LiveMark';
import { type Job, progressOf } from '@/jobs/state';
import { keyOf } from '@/jobs/useLiveJobs';
import { useNotify } from '@/ui/notify';

const SECOND_MS = 1000;

/** Seconds until a held job may begin; 0 once it may. */
function useHold(runAt: string): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), SECOND_MS, { autoInvoke: true });
  return Math.max(0, Math.ceil((new Date(runAt).getTime() - now) / SECOND_MS));
}

function useCancel(job: Job) {
  const { job: texts } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('post', '/api/v1/content/jobs/{job_id}/cancel', {
    onSuccess: (ended) => {
      queries.setQueryData(keyOf(job.id), ended);
      notify.done(texts.cancelled);
    },
    onError: (error) => {
      notify.failed(error);
      void queries.invalidateQueries({ queryKey: keyOf(job.id) });
    },
  });
}

/** How far an unfinished job is, and a way to call it off. */
export function Progressing({ job }: { job: Job }) {
  const { job: texts } = useTexts();
  const hold = useHold(job.run_at);
  const cancel = useCancel(job);
  const done = progressOf(job) ?? 0;
  const words =
    job.status === 'pending'
      ? hold > 1
        ? texts.startsIn(hold)
        : texts.waiting
      : texts.progress(job.content_types_done, job.content_types.length);
  return (
    <Paper mb="lg" role="status">
      <Group justify="space-between" mb="sm">
        <Group gap="sm">
          <Text fw={600}>{words}</Text>
          <LiveMark />
        </Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={14} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { path: { job_id: job.id } } })}
        >
          {texts.cancel}
        </Button>
      </Group>
      <Progress value={Math.max(done, 4)} animated size="md" radius="xl" aria-label={words} />
    </Paper>
  );
}
