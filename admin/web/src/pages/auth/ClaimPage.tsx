import { useSearch } from '@tanstack/react-router';
import { door } from '@/api/client';
import { useTexts } from '@/i18n';
import { ByToken } from '@/pages/auth/ByToken';

export function ClaimPage() {
  const { token } = useSearch({ from: '/claim' });
  const { claim } = useTexts().auth;
  return <ByToken texts={claim} token={token} send={(body) => door.POST('/api/v1/auth/claim', { body })} />;
}
