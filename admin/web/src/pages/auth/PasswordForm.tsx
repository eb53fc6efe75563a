import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTexts } from '@/i18n';
import { problemOf } from '@/ui/problem';

interface Props {
  submit: string;
  error: unknown;
  busy: boolean;
  onSubmit: (password: string) => void;
}

const SHORTEST = 8;

/** One new password; judged by the server, so that only what cannot be right is refused here. */
export function PasswordForm({ submit, error, busy, onSubmit }: Props) {
  const texts = useTexts();
  const { auth } = texts;
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value.length < SHORTEST ? auth.passwordHint : null) },
  });
  return (
    <form onSubmit={form.onSubmit(({ password }) => onSubmit(password))} noValidate>
      <Stack>
        {error !== null && error !== undefined && <Alert color="red">{problemOf(error, texts)}</Alert>}
        <PasswordInput
          label={auth.newPassword}
          description={auth.passwordHint}
          autoComplete="new-password"
          required
          data-autofocus
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={busy} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
