import { $api } from '@/api/client';

const ASK_MS = 1_500;

/** Plan, subscription and usage; asked for again and again while a payment is waited for. */
export function useOverview(waiting = false) {
  return $api.useQuery(
    'get',
    '/api/v1/billing/overview',
    {},
    { refetchInterval: ({ state }) => (waiting && state.data?.subscription === null ? ASK_MS : false) },
  );
}
