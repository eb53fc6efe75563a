import { Alert, Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { bodyOf, door, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { IN_COOKIE } from '@/session/keeper';
import { problemOf } from '@/ui/problem';

interface Props {
  challenge: string;
  onArrive: (signedIn: Schemas['SignedIn']) => void;
  onBack: () => void;
}

/** Asks for the code of an app, where the password alone does not let in. */
export function SecondStep({ challenge, onArrive, onBack }: Props) {
  const texts = useTexts();
  const { factor } = texts.account;
  const form = useForm({ initialValues: { code: '' } });
  const check = useMutation({
    mutationFn: async (code: string) =>
      bodyOf(
        await door.POST('/api/v1/auth/login/second-factor', {
          body: { challenge, code },
          params: { header: IN_COOKIE },
        }),
      ),
    onSuccess: onArrive,
  });
  return (
    <Door title={factor.giveCode} hint={factor.giveCodeHint}>
      <form onSubmit={form.onSubmit(({ code }) => check.mutate(code.trim()))}>
        <Stack>
          {check.isError && (
            <Alert color="red" role="alert">
              {problemOf(check.error, texts)}
            </Alert>
          )}
          <TextInput
            label={texts.account.code}
            autoComplete="one-time-code"
            inputMode="text"
            required
            autoFocus
            {...form.getInputProps('code')}
          />
          <Button type="submit" loading={check.isPending} fullWidth>
            {texts.auth.signIn.submit}
          </Button>
          <Button variant="subtle" onClick={onBack}>
            {texts.common.back}
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
