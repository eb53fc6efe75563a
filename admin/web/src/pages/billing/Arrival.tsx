import { Alert } from '@mantine/core';
import { IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTexts } from '@/i18n';
import { useOverview } from '@/pages/billing/useOverview';

const PERSON = ['get', '/api/v1/auth/me'];
const ORGANIZATIONS = ['get', '/api/v1/organizations'];

/** What came of a visit to the checkout: the plan changes when the payment is confirmed, a moment later. */
export function Arrival() {
  const { billing } = useTexts();
  const { checkout } = useSearch({ from: '/inside/billing' });
  const queries = useQueryClient();
  const paid = checkout === 'success';
  const { data } = useOverview(paid);
  const confirmed = paid && data !== undefined && data.subscription !== null;
  useEffect(() => {
    if (!confirmed) return;
    for (const queryKey of [PERSON, ORGANIZATIONS, ['get', '/api/v1/billing/entitlements']])
      void queries.invalidateQueries({ queryKey });
  }, [confirmed, queries]);
  if (confirmed)
    return (
      <Alert color="teal" icon={<IconCircleCheck />} role="status">
        {billing.confirmed(data.plan_name)}
      </Alert>
    );
  if (checkout === undefined) return null;
  return (
    <Alert color={paid ? 'teal' : 'gray'} icon={<IconInfoCircle />} role="status">
      {paid ? billing.success : billing.turnedBack}
    </Alert>
  );
}
