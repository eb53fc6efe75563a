import { Box, Group, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconBellRinging } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { Loaded } from '@/ui/Loaded';

function Alert({ alert }: { alert: Schemas['UsageAlert'] }) {
  const { billing } = useTexts();
  const format = useFormat();
  const metric = billing.metrics[alert.metric] ?? alert.metric;
  return (
    <Group wrap="nowrap" gap="sm">
      <ThemeIcon variant="light" color={alert.threshold >= 100 ? 'red' : 'orange'} radius="xl" aria-hidden>
        <IconBellRinging size={16} />
      </ThemeIcon>
      <Box>
        <Text size="sm" fw={500}>
          {billing.alert(metric, alert.threshold)}
        </Text>
        <Text size="xs" c="dimmed">
          {billing.alertAt(format.number(alert.used), format.limit(alert.limit), format.moment(alert.raised_at))}
        </Text>
      </Box>
    </Group>
  );
}

export function Alerts() {
  const { billing } = useTexts();
  const alerts = $api.useQuery('get', '/api/v1/usage/alerts');
  return (
    <Loaded query={alerts} height={240}>
      {(raised) => (
        <Paper>
          <Title order={2} fz="md" mb="md">
            {billing.alerts}
          </Title>
          {raised.length === 0 ? (
            <Text size="sm" c="dimmed">
              {billing.noAlerts}
            </Text>
          ) : (
            <Stack gap="sm">
              {raised.map((alert) => (
                <Alert key={`${alert.metric} ${alert.threshold}`} alert={alert} />
              ))}
            </Stack>
          )}
        </Paper>
      )}
    </Loaded>
  );
}
