import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { bodyOf, door } from '@/api/client';
import { Refused } from '@/api/errors';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { useArrival } from '@/pages/auth/useArrival';
import { IN_COOKIE } from '@/session/keeper';
import { LinkAnchor } from '@/ui/LinkButton';
import { problemOf } from '@/ui/problem';

interface Values {
  name: string;
  email: string;
  password: string;
}

function useSignUp(next: string | undefined, invitation: string | null) {
  const form = useForm<Values>({ initialValues: { name: '', email: '', password: '' } });
  const signUp = useMutation({
    mutationFn: async ({ name, ...rest }: Values) =>
      bodyOf(
        await door.POST('/api/v1/auth/register', {
          body: { ...rest, name: name.trim() || null, invitation },
          params: { header: IN_COOKIE },
        }),
      ),
    onSuccess: useArrival(next),
    onError: (error) => {
      if (error instanceof Refused) form.setErrors(error.fields);
    },
  });
  return { form, signUp };
}

export function SignUpPage() {
  const texts = useTexts();
  const { auth } = texts;
  const { next, invitation } = useSearch({ from: '/sign-up' });
  // With an invitation the new account is a member at once, so there is nothing left to accept.
  const { form, signUp } = useSignUp(invitation === undefined ? next : undefined, invitation ?? null);
  const shown = signUp.isError && Object.keys(form.errors).length === 0;
  return (
    <Door title={auth.signUp.title} hint={auth.signUp.hint}>
      <form onSubmit={form.onSubmit((values) => signUp.mutate(values))}>
        <Stack>
          {shown && (
            <Alert color="red" role="alert">
              {problemOf(signUp.error, texts)}
            </Alert>
          )}
          <TextInput label={auth.name} autoComplete="name" maxLength={100} {...form.getInputProps('name')} />
          <TextInput label={auth.email} type="email" autoComplete="email" required {...form.getInputProps('email')} />
          <PasswordInput
            label={auth.password}
            description={auth.passwordHint}
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          <Button type="submit" loading={signUp.isPending} fullWidth mt="xs">
            {auth.signUp.submit}
          </Button>
        </Stack>
      </form>
      <Text size="sm" mt="lg">
        {auth.signUp.haveAccount}{' '}
        <LinkAnchor to="/sign-in" search={next === undefined ? {} : { next }} fz="sm" fw={600}>
          {auth.signUp.toSignIn}
        </LinkAnchor>
      </Text>
    </Door>
  );
}
