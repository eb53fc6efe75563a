import { useSearch } from '@tanstack/react-router';
import { door } from '@/api/client';
import { useTexts } from '@/i18n';
import { ByToken } from '@/pages/auth/ByToken';

export function ResetPasswordPage() {
  const { token } = useSearch({ from: '/reset-password' });
  const { reset } = useTexts().auth;
  return <ByToken texts={reset} token={token} send={(body) => door.POST('/api/v1/auth/reset-password', { body })} />;
}
