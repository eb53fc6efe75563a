import { Alert, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { bodyOf, door } from '@/api/client';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { SecondStep } from '@/pages/auth/SecondStep';
import { useArrival } from '@/pages/auth/useArrival';
import { IN_COOKIE } from '@/session/keeper';
import { LinkAnchor } from '@/ui/LinkButton';
import { problemOf } from '@/ui/problem';

interface Values {
  email: string;
  password: string;
}

export function SignInPage() {
  const texts = useTexts();
  const { auth } = texts;
  const { next } = useSearch({ from: '/sign-in' });
  const arrive = useArrival(next);
  const [challenge, setChallenge] = useState<string | null>(null);
  const form = useForm<Values>({ initialValues: { email: '', password: '' } });
  const signIn = useMutation({
    mutationFn: async (body: Values) =>
      bodyOf(await door.POST('/api/v1/auth/login', { body, params: { header: IN_COOKIE } })),
    onSuccess: (answer) => {
      if ('challenge' in answer) setChallenge(answer.challenge);
      else arrive(answer);
    },
  });
  if (challenge !== null)
    return <SecondStep challenge={challenge} onArrive={arrive} onBack={() => setChallenge(null)} />;
  return (
    <Door title={auth.signIn.title}>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack>
          {next !== undefined && next !== '/' && !signIn.isError && <Text size="sm">{auth.signIn.ended}</Text>}
          {signIn.isError && (
            <Alert color="red" role="alert">
              {problemOf(signIn.error, texts)}
            </Alert>
          )}
          <TextInput label={auth.email} type="email" autoComplete="email" required {...form.getInputProps('email')} />
          <PasswordInput
            label={auth.password}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth mt="xs">
            {auth.signIn.submit}
          </Button>
        </Stack>
      </form>
      <Group justify="space-between" mt="lg" fz="sm">
        <LinkAnchor to="/forgot-password" fz="sm">
          {auth.signIn.forgot}
        </LinkAnchor>
        <Text size="sm">
          {auth.signIn.noAccount}{' '}
          <LinkAnchor to="/sign-up" search={next === undefined ? {} : { next }} fz="sm" fw={600}>
            {auth.signIn.toSignUp}
          </LinkAnchor>
        </Text>
      </Group>
    </Door>
  );
}
