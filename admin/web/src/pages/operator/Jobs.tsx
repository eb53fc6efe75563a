import { Button, Code, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { StateBadge } from '@/jobs/StateBadge';
import { Filter } from '@/pages/operator/Filter';
import { StretchTable, useStretch } from '@/pages/operator/Stretch';
import { useAct } from '@/pages/operator/useAct';

type Job = Schemas['OperatorJob'];
const STATES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const;
const OPEN: readonly string[] = ['pending', 'processing'];

function pathOf(job: Job) {
  return { params: { path: { organization_id: job.organization_id, job_id: job.id } }, body: { reason: null } };
}

function Deeds({ job: one }: { job: Job }) {
  const { job } = useTexts().operator;
  const retry = useAct(
    (of: Job) => api.POST('/api/v1/operator/organizations/{organization_id}/jobs/{job_id}/retry', pathOf(of)),
    job.retried,
  );
  const cancel = useAct(
    (of: Job) => api.POST('/api/v1/operator/organizations/{organization_id}/jobs/{job_id}/cancel', pathOf(of)),
    job.cancelled,
  );
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {one.status !== 'completed' && one.status !== 'cancelled' && (
        <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate(one)}>
          {job.retry}
        </Button>
      )}
      {OPEN.includes(one.status) && (
        <Button size="xs" variant="subtle" color="red" loading={cancel.isPending} onClick={() => cancel.mutate(one)}>
          {job.cancel}
        </Button>
      )}
    </Group>
  );
}

function Row({ one }: { one: Job }) {
  const format = useFormat();
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{one.organization_slug}</Text>
        <Code>{one.id.slice(0, 8)}</Code>
      </Table.Td>
      <Table.Td>
        <StateBadge status={one.status} />
      </Table.Td>
      <Table.Td>
        {one.content_types.length} · {one.provider ?? '–'}
      </Table.Td>
      <Table.Td>{format.relative(one.updated_at)}</Table.Td>
      <Table.Td maw={260}>
        <Text size="xs" lineClamp={2}>
          {one.error_message}
        </Text>
      </Table.Td>
      <Table.Td>
        <Deeds job={one} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Jobs of all organizations, to begin anew or to call off. */
export function Jobs() {
  const { operator, common } = useTexts();
  const [status, setStatus] = useState<(typeof STATES)[number] | null>(null);
  const query = useStretch(['jobs', status], async (cursor) =>
    bodyOf(await api.GET('/api/v1/operator/jobs', { params: { query: { status, cursor } } })),
  );
  const { organization, job } = operator;
  return (
    <>
      <Filter values={STATES} value={status} onChange={setStatus} />
      <StretchTable
        query={query}
        titles={[organization.name, common.status, job.types, job.updated, job.error]}
        none={job.none}
        row={(one) => <Row key={one.id} one={one} />}
      />
    </>
  );
}
