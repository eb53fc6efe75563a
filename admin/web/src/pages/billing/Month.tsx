import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { Loaded } from '@/ui/Loaded';

const NEARLY = 80;

function colorOf(percent: number): string {
  if (percent >= 100) return 'red';
  return percent >= NEARLY ? 'orange' : 'forge';
}

function Meter({ limit }: { limit: Schemas['Limit'] }) {
  const { billing } = useTexts();
  const format = useFormat();
  const unlimited = limit.limit < 0;
  const percent = unlimited ? 0 : (limit.used / Math.max(limit.limit, 1)) * 100;
  const label = billing.metrics[limit.name] ?? limit.label;
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text fw={500}>{label}</Text>
        <Text size="sm" c="dimmed">
          {billing.usedOf(format.number(limit.used), format.limit(limit.limit))}
        </Text>
      </Group>
      {!unlimited && <Progress value={percent} color={colorOf(percent)} size="lg" radius="xl" aria-label={label} />}
      {!unlimited && (
        <Text size="xs" c="dimmed" mt={6}>
          {billing.left(format.number(limit.remaining))}
        </Text>
      )}
    </div>
  );
}

/** How much of this month's limits is used, what that means, and when it starts anew. */
export function Month() {
  const { billing } = useTexts();
  const format = useFormat();
  const entitlements = $api.useQuery('get', '/api/v1/billing/entitlements');
  return (
    <Loaded query={entitlements} height={240}>
      {({ limits }) => (
        <Paper>
          <Group justify="space-between" mb="md">
            <Title order={2} fz="md">
              {billing.thisMonth}
            </Title>
            {limits[0] !== undefined && (
              <Text size="xs" c="dimmed">
                {billing.resets(format.date(limits[0].resets_at))}
              </Text>
            )}
          </Group>
          <Stack>
            {limits.map((limit) => (
              <Meter key={limit.name} limit={limit} />
            ))}
          </Stack>
          <Text size="xs" c="dimmed" mt="md">
            {billing.explained}
          </Text>
        </Paper>
      )}
    </Loaded>
  );
}
