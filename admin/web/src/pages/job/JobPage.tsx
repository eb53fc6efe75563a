import { Alert, Grid, Group, Image, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconBan } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { StateBadge } from '@/jobs/StateBadge';
import { isOpen, type Job, nameOf } from '@/jobs/state';
import { useLiveJob } from '@/jobs/useLiveJobs';
import { Facts } from '@/pages/job/Facts';
import { JobActions } from '@/pages/job/JobActions';
import { Progressing } from '@/pages/job/Progressing';
import { Tags } from '@/pages/job/Tags';
import { TextCard } from '@/pages/job/TextCard';
import { Loaded } from '@/ui/Loaded';
import { PageHeader } from '@/ui/PageHeader';

const History = lazy(() => import('@/pages/job/History').then((module) => ({ default: module.History })));

function Ending({ job }: { job: Job }) {
  const { job: texts } = useTexts();
  if (job.status === 'failed')
    return (
      <Alert color="red" icon={<IconAlertCircle />} title={job.error_message ?? texts.states.failed} mb="lg">
        {texts.failedHint}
      </Alert>
    );
  if (job.status === 'cancelled')
    return (
      <Alert color="orange" icon={<IconBan />} title={texts.cancelled} mb="lg">
        {texts.cancelledHint}
      </Alert>
    );
  return null;
}

function Pictures({ job }: { job: Job }) {
  const { job: texts } = useTexts();
  const done = job.image_items.filter((image) => image.optimized_url !== null);
  if (done.length === 0) return null;
  return (
    <Paper>
      <Title order={2} fz="md" mb="sm">
        {texts.images}
      </Title>
      <SimpleGrid cols={2} spacing="xs">
        {done.map((image) => (
          <Image key={image.id} src={image.optimized_url} alt="" radius="md" h={110} fit="cover" />
        ))}
      </SimpleGrid>
    </Paper>
  );
}

function Result({ job }: { job: Job }) {
  const { job: texts } = useTexts();
  const [shown, setShown] = useState<Schemas['ContentItem'] | null>(null);
  return (
    <>
      <PageHeader title={nameOf(job, texts.untitled)}>
        <JobActions job={job} />
      </PageHeader>
      <Group gap="sm" mb="lg" mt={-8}>
        <StateBadge status={job.status} />
        {job.provider !== null && (
          <Text size="sm" c="dimmed">
            {texts.writtenBy(job.model === null ? job.provider : `${job.provider} · ${job.model}`)}
            {job.provider === 'local' && ` — ${texts.localHint}`}
          </Text>
        )}
      </Group>
      {isOpen(job) && <Progressing job={job} />}
      <Ending job={job} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }} order={{ base: 1, md: 2 }}>
          <Stack>
            {job.content_items.map((item) => (
              <TextCard key={item.id} item={item} jobId={job.id} onHistory={setShown} />
            ))}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }} order={{ base: 2, md: 1 }}>
          <Stack>
            <Tags job={job} />
            <Facts job={job} />
            <Pictures job={job} />
          </Stack>
        </Grid.Col>
      </Grid>
      <Suspense>
        <History item={shown} jobId={job.id} onClose={() => setShown(null)} />
      </Suspense>
    </>
  );
}

export function JobPage() {
  const { jobId } = useParams({ from: '/inside/jobs/$jobId' });
  return (
    <Loaded query={useLiveJob(jobId)} height={400}>
      {(job) => <Result job={job} />}
    </Loaded>
  );
}
