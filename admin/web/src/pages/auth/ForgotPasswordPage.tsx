import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { door } from '@/api/client';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { LinkAnchor } from '@/ui/LinkButton';
import { problemOf } from '@/ui/problem';

export function ForgotPasswordPage() {
  const texts = useTexts();
  const { forgot, email } = texts.auth;
  const form = useForm({ initialValues: { email: '' } });
  const ask = useMutation({
    mutationFn: (body: { email: string }) => door.POST('/api/v1/auth/forgot-password', { body }),
  });
  return (
    <Door title={forgot.title} hint={ask.isSuccess ? undefined : forgot.hint}>
      {ask.isSuccess ? (
        <Alert icon={<IconMailCheck />} title={forgot.sent} color="teal" role="status">
          {forgot.sentHint(form.values.email)}
        </Alert>
      ) : (
        <form onSubmit={form.onSubmit((values) => ask.mutate(values))}>
          <Stack>
            {ask.isError && <Alert color="red">{problemOf(ask.error, texts)}</Alert>}
            <TextInput label={email} type="email" autoComplete="email" required {...form.getInputProps('email')} />
            <Button type="submit" loading={ask.isPending} fullWidth>
              {forgot.submit}
            </Button>
          </Stack>
        </form>
      )}
      <Text size="sm" mt="lg">
        <LinkAnchor to="/sign-in" fz="sm">
          {forgot.back}
        </LinkAnchor>
      </Text>
    </Door>
  );
}
