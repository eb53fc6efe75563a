import { Box, Button, Group, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import { type ComponentPropsWithRef, forwardRef } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { StateBadge } from '@/jobs/StateBadge';
import { isOpen, type Job, nameOf } from '@/jobs/state';
import { useFreshLists } from '@/jobs/useLiveJobs';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';

const SHOWN = 8;
const ASK_MS = 3_000;

const RowLink = createLink(
  forwardRef<HTMLAnchorElement, ComponentPropsWithRef<'a'>>((props, ref) => (
    <UnstyledButton component="a" ref={ref} {...props} className="row-link" />
  )),
);

function Row({ job }: { job: Job }) {
  const texts = useTexts();
  const format = useFormat();
  return (
    <RowLink to="/jobs/$jobId" params={{ jobId: job.id }}>
      <Group justify="space-between" wrap="nowrap">
        <Box miw={0}>
          <Text fw={500} truncate>
            {nameOf(job, texts.job.untitled)}
          </Text>
          <Text size="xs" c="dimmed">
            {format.relative(job.created_at)}
          </Text>
        </Box>
        <StateBadge status={job.status} />
      </Group>
    </RowLink>
  );
}

/** The latest jobs, or a way to make the first one. */
export function RecentJobs({ onSample }: { onSample: () => void }) {
  const { generate } = useTexts();
  useFreshLists();
  const jobs = $api.useQuery(
    'get',
    '/api/v1/content/jobs',
    { params: { query: { per_page: SHOWN } } },
    { refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? ASK_MS : false) },
  );
  return (
    <Paper>
      <Title order={2} fz="md" mb="sm">
        {generate.recent}
      </Title>
      <Loaded query={jobs} height={260}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconSparkles} title={generate.noJobs} hint={generate.noJobsHint}>
              <Button variant="light" mt="sm" onClick={onSample}>
                {generate.noJobsTry}
              </Button>
            </EmptyState>
          ) : (
            <Stack gap={2} mx={-8}>
              {items.map((job) => (
                <Row key={job.id} job={job} />
              ))}
            </Stack>
          )
        }
      </Loaded>
    </Paper>
  );
}
