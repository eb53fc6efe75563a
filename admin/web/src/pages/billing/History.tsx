import { Button, Group, Paper, SegmentedControl, SimpleGrid, Skeleton, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { $api, download } from '@/api/client';
import { useTexts } from '@/i18n';
import { Shares } from '@/pages/billing/Shares';
import { SPANS, type SpanName, spanOf } from '@/pages/billing/spans';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';

const HEIGHT = 240;
const Chart = lazy(() => import('@/pages/billing/Chart').then((module) => ({ default: module.Chart })));

/** What was used when and by whom, over a span of one's choice. */
export function History() {
  const { billing } = useTexts();
  const notify = useNotify();
  const [name, setName] = useState<SpanName>('month');
  const span = spanOf(name);
  const query = { params: { query: span } };
  const daily = $api.useQuery('get', '/api/v1/usage/daily', query);
  const shares = $api.useQuery('get', '/api/v1/usage/members', query);
  const address = `/api/v1/usage/export?${new URLSearchParams(span)}`;
  return (
    <Paper>
      <Group justify="space-between" mb="md">
        <Title order={2} fz="md">
          {billing.byDay}
        </Title>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={billing.span}
            data={SPANS.map((value) => ({ value, label: billing.spans[value] ?? value }))}
            value={name}
            onChange={(value) => setName(value as SpanName)}
          />
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => void download(address, `usage-${span.from}-to-${span.to}.csv`).catch(notify.failed)}
          >
            {billing.exportCsv}
          </Button>
        </Group>
      </Group>
      <Loaded query={daily} height={HEIGHT}>
        {({ days }) => (
          <Suspense fallback={<Skeleton height={HEIGHT} radius="lg" />}>
            <Chart days={days} height={HEIGHT} />
          </Suspense>
        )}
      </Loaded>
      <SimpleGrid cols={1} mt="lg">
        <Loaded query={shares} height={120}>
          {({ members }) => <Shares shares={members} />}
        </Loaded>
      </SimpleGrid>
    </Paper>
  );
}
