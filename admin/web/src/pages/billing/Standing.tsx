import { Alert, Badge, Button, Group, Paper, Text } from '@mantine/core';
import { IconAlertTriangle, IconExternalLink } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { type Texts, useTexts } from '@/i18n';
import { type Format, useFormat } from '@/i18n/format';
import { useOverview } from '@/pages/billing/useOverview';
import { usePayments } from '@/pages/billing/usePayments';

type Subscription = Schemas['Subscription'];

function fateOf(one: Subscription, billing: Texts['billing'], format: Format): string {
  const { cancel_at_period_end, current_period_end, status, trial_end } = one;
  if (cancel_at_period_end && current_period_end !== null) return billing.endsOn(format.date(current_period_end));
  if (status === 'trialing' && trial_end !== null) return billing.trialUntil(format.date(trial_end));
  return current_period_end === null ? '' : billing.renewsOn(format.date(current_period_end));
}

function Overdue() {
  const { billing } = useTexts();
  const format = useFormat();
  const { data } = $api.useQuery('get', '/api/v1/billing/entitlements');
  if (data === undefined || data.state === 'active') return null;
  const readOnly = data.state === 'read_only';
  return (
    <Alert
      color={readOnly ? 'red' : 'orange'}
      icon={<IconAlertTriangle />}
      title={readOnly ? billing.readOnlyTitle : billing.graceTitle}
    >
      {readOnly || data.grace_ends_at === null
        ? billing.readOnlyHint
        : billing.graceHint(format.moment(data.grace_ends_at))}
    </Alert>
  );
}

/** What is subscribed to, how it goes on, and where to change it. */
export function Standing() {
  const { billing } = useTexts();
  const format = useFormat();
  const { portal } = usePayments();
  const { data } = useOverview();
  const subscription = data?.subscription ?? null;
  return (
    <>
      <Overdue />
      {data !== undefined && subscription !== null && (
        <Paper>
          <Group justify="space-between">
            <div>
              <Group gap="sm">
                <Text fw={600} fz="lg">
                  {data.plan_name}
                </Text>
                <Badge variant="light" tt="none">
                  {billing.subscription[subscription.status] ?? subscription.status}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed" mt={4}>
                {fateOf(subscription, billing, format)} {billing.manageHint}
              </Text>
            </div>
            <Button
              variant="default"
              rightSection={<IconExternalLink size={16} />}
              loading={portal.isPending}
              onClick={() => portal.mutate({})}
            >
              {billing.manage}
            </Button>
          </Group>
        </Paper>
      )}
    </>
  );
}
