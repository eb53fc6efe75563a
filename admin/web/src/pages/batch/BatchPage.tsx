import { Group, Paper, Progress, Table, Text } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { ExportMenu } from '@/jobs/ExportMenu';
import { LiveMark } from '@/jobs/LiveMark';
import { StateBadge } from '@/jobs/StateBadge';
import { isOpen, type Job, nameOf } from '@/jobs/state';
import { keyOf } from '@/jobs/useLiveJobs';
import { useLive } from '@/realtime/LiveProvider';
import { LinkAnchor } from '@/ui/LinkButton';
import { PageHeader } from '@/ui/PageHeader';

const ASK_MS = 2_000;
const RARELY_MS = 8_000;

/** The jobs of one order as they stand; those that are not known yet are left out. */
function useBatch(ids: string[]): Job[] {
  const queries = useQueryClient();
  const { connected, hear } = useLive();
  useEffect(() => hear((event) => void queries.invalidateQueries({ queryKey: keyOf(event.id) })), [hear, queries]);
  const answers = useQueries({
    queries: ids.map((id) =>
      $api.queryOptions(
        'get',
        '/api/v1/content/jobs/{job_id}',
        { params: { path: { job_id: id } } },
        {
          refetchInterval: ({ state: { data } }) =>
            data !== undefined && isOpen(data as Job) ? (connected ? RARELY_MS : ASK_MS) : false,
        },
      ),
    ),
  });
  return answers.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

function Row({ job, number }: { job: Job; number: number }) {
  const { job: texts } = useTexts();
  return (
    <Table.Tr>
      <Table.Td c="dimmed" w={48}>
        {number}
      </Table.Td>
      <Table.Td>
        <LinkAnchor to="/jobs/$jobId" params={{ jobId: job.id }} fw={500} size="sm">
          {nameOf(job, texts.untitled)}
        </LinkAnchor>
        {job.error_message !== null && (
          <Text size="xs" c="red">
            {job.error_message}
          </Text>
        )}
      </Table.Td>
      <Table.Td w={120} align="right">
        <StateBadge status={job.status} />
      </Table.Td>
    </Table.Tr>
  );
}

/** How the jobs of one order go on, product by product. */
export function BatchPage() {
  const { job: texts } = useTexts();
  const { ids } = useSearch({ from: '/inside/batch' });
  const wanted = ids.split('.').filter((id) => id !== '');
  const jobs = useBatch(wanted);
  const ended = jobs.filter((job) => !isOpen(job));
  const failed = ended.filter((job) => job.status !== 'completed').length;
  const part = (count: number) => (count / Math.max(wanted.length, 1)) * 100;
  const words = texts.bulkProgress(ended.length, wanted.length);
  return (
    <>
      <PageHeader title={texts.bulkTitle(wanted.length)}>
        <ExportMenu jobs={jobs.filter((job) => job.status === 'completed')} />
      </PageHeader>
      <Paper mb="lg" role="status">
        <Group justify="space-between" mb="sm">
          <Text fw={600}>
            {words}
            {failed > 0 && `, ${texts.bulkFailed(failed)}`}
          </Text>
          {ended.length < wanted.length && <LiveMark />}
        </Group>
        <Progress.Root size="md" radius="xl">
          <Progress.Section value={part(ended.length - failed)} color="teal" aria-label={words} />
          <Progress.Section value={part(failed)} color="red" aria-label={texts.bulkFailed(failed)} />
        </Progress.Root>
      </Paper>
      <Paper p={0} style={{ overflow: 'hidden' }}>
        <Table>
          <Table.Tbody>
            {jobs.map((job, place) => (
              <Row key={job.id} job={job} number={place + 1} />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
    </>
  );
}
