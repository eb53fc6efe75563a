import { $api } from '@/api/client';
import { useNotify } from '@/ui/notify';

/** The ways to Stripe's pages; both leave the dashboard. */
export function usePayments() {
  const notify = useNotify();
  const leave = (url: string) => window.location.assign(url);
  const checkout = $api.useMutation('post', '/api/v1/billing/checkout', {
    onSuccess: ({ checkout_url }) => leave(checkout_url),
    onError: notify.failed,
  });
  const portal = $api.useMutation('post', '/api/v1/billing/portal', {
    onSuccess: ({ portal_url }) => leave(portal_url),
    onError: notify.failed,
  });
  return { checkout, portal };
}
