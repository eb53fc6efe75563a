import { SimpleGrid, Stack } from '@mantine/core';
import { useTexts } from '@/i18n';
import { Alerts } from '@/pages/billing/Alerts';
import { Arrival } from '@/pages/billing/Arrival';
import { History } from '@/pages/billing/History';
import { Month } from '@/pages/billing/Month';
import { Plans } from '@/pages/billing/Plans';
import { Standing } from '@/pages/billing/Standing';
import { PageHeader } from '@/ui/PageHeader';

export function BillingPage() {
  const { billing } = useTexts();
  return (
    <>
      <PageHeader title={billing.title} hint={billing.hint} />
      <Stack gap="lg">
        <Arrival />
        <Standing />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Month />
          <Alerts />
        </SimpleGrid>
        <History />
        <Plans />
      </Stack>
    </>
  );
}
