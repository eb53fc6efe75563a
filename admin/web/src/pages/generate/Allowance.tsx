import { Alert, Text } from '@mantine/core';
import { IconGauge } from '@tabler/icons-react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { LinkButton } from '@/ui/LinkButton';

export interface Allowance {
  /** -1 is unlimited; undefined while it is not known. */
  left: number | undefined;
  resetsAt: string | undefined;
  bulk: boolean;
}

/** What this month and the plan still allow. */
export function useAllowance(): Allowance {
  const { data } = $api.useQuery('get', '/api/v1/billing/entitlements');
  const limit = data?.limits.find(({ name }) => name === 'generations');
  return { left: limit?.remaining, resetsAt: limit?.resets_at, bulk: data?.features.bulk ?? true };
}

interface Props {
  allowance: Allowance;
  products: number;
}

/** Says what an order costs, or why it cannot be placed. */
export function Cost({ allowance, products }: Props) {
  const { generate } = useTexts();
  const format = useFormat();
  const { left, resetsAt, bulk } = allowance;
  if (products > 1 && !bulk)
    return (
      <Alert color="yellow" icon={<IconGauge />} title={generate.bulkLocked}>
        <LinkButton to="/billing" size="xs" variant="light" color="yellow">
          {generate.seePlans}
        </LinkButton>
      </Alert>
    );
  if (left === 0)
    return (
      <Alert color="yellow" icon={<IconGauge />} title={generate.noneLeft}>
        <Text size="sm" mb="xs">
          {resetsAt === undefined ? '' : generate.resets(format.date(resetsAt))}
        </Text>
        <LinkButton to="/billing" size="xs" variant="light" color="yellow">
          {generate.seePlans}
        </LinkButton>
      </Alert>
    );
  const rest = left === undefined || left < 0 ? '' : ` ${generate.left(left)}.`;
  return (
    <Text size="sm" c="dimmed">
      {generate.costs(Math.max(products, 1))}
      {rest}
    </Text>
  );
}
