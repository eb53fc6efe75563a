import { Badge, Box, Button, Group, List, Paper, SimpleGrid, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconExternalLink } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useOverview } from '@/pages/billing/useOverview';
import { usePayments } from '@/pages/billing/usePayments';
import { Loaded } from '@/ui/Loaded';

type Plan = Schemas['PlanTier'];

/** What a plan includes: as its operator words it where these words are known in the language, else as they are. */
function useIncluded(plan: Plan): string[] {
  const { billing } = useTexts();
  const format = useFormat();
  const figures: Record<string, string> = {
    [`${plan.generations_limit} generations a month`]: billing.generations(format.limit(plan.generations_limit)),
    [`${plan.images_limit} images a month`]: billing.imagesOf(format.limit(plan.images_limit)),
    'Unlimited generations': billing.generations(format.limit(plan.generations_limit)),
    'Unlimited images': billing.imagesOf(format.limit(plan.images_limit)),
  };
  if (plan.features.length > 0) return plan.features.map((one) => figures[one] ?? billing.features[one] ?? one);
  return [
    billing.generations(format.limit(plan.generations_limit)),
    billing.imagesOf(format.limit(plan.images_limit)),
    plan.api_access ? billing.apiAccess : billing.noApiAccess,
  ];
}

interface CardProps {
  plan: Plan;
  current: boolean;
  subscribed: boolean;
}

function Choice({ plan, current, subscribed }: CardProps) {
  const { billing } = useTexts();
  const { checkout, portal } = usePayments();
  if (current)
    return (
      <Button fullWidth variant="default" disabled>
        {billing.current}
      </Button>
    );
  // Whoever has a subscription changes it on Stripe's page, where the difference is worked out.
  if (subscribed)
    return (
      <Button fullWidth variant="light" loading={portal.isPending} onClick={() => portal.mutate({})}>
        {billing.manage}
      </Button>
    );
  if (plan.price_monthly_cents === 0) return null;
  return (
    <Button
      fullWidth
      loading={checkout.isPending}
      onClick={() => checkout.mutate({ body: { plan: plan.tier } })}
      rightSection={<IconExternalLink size={16} />}
    >
      {billing.choose(plan.name)}
    </Button>
  );
}

function PlanCard(props: CardProps) {
  const { plan, current } = props;
  const { billing } = useTexts();
  const format = useFormat();
  const included = useIncluded(plan);
  return (
    <Paper
      component="section"
      aria-label={plan.name}
      display="flex"
      style={{ flexDirection: 'column', borderColor: current ? 'var(--mantine-primary-color-filled)' : undefined }}
    >
      <Group justify="space-between">
        <Title order={3} fz="lg">
          {plan.name}
        </Title>
        {current && <Badge tt="none">{billing.current}</Badge>}
      </Group>
      <Group align="baseline" gap={6} my="sm">
        <Text fz={34} fw={700} lh={1} style={{ letterSpacing: '-0.03em' }}>
          {format.money(plan.price_monthly_cents, plan.currency)}
        </Text>
        <Text c="dimmed">{billing.perMonth}</Text>
      </Group>
      <Text size="sm" c="dimmed" mih={22}>
        {plan.trial_days > 0 && !current ? billing.trial(plan.trial_days) : ''}
      </Text>
      <List
        size="sm"
        my="md"
        spacing={8}
        flex={1}
        lh={1.45}
        icon={
          <ThemeIcon size={20} radius="xl" variant="light" aria-hidden>
            <IconCheck size={12} />
          </ThemeIcon>
        }
      >
        {included.map((one) => (
          <List.Item key={one}>{one}</List.Item>
        ))}
      </List>
      <Choice {...props} />
    </Paper>
  );
}

/** What can be subscribed to. */
export function Plans() {
  const { billing } = useTexts();
  const plans = $api.useQuery('get', '/api/v1/billing/plans', {}, { staleTime: 5 * 60_000 });
  const { data: overview } = useOverview();
  return (
    <Box>
      <Title order={2} fz="lg" mb="md">
        {billing.plans}
      </Title>
      <Loaded query={plans} height={360}>
        {(answer) => (
          <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="lg">
            {(Array.isArray(answer) ? answer : answer.items).map((plan) => (
              <PlanCard
                key={plan.tier}
                plan={plan}
                current={overview?.current_plan === plan.tier}
                subscribed={overview !== undefined && overview.subscription !== null}
              />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Box>
  );
}
