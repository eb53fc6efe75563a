import { Alert, Stack } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { PasswordForm } from '@/pages/auth/PasswordForm';
import { LinkButton } from '@/ui/LinkButton';

interface Props {
  texts: { title: string; hint: string; submit: string; done: string };
  token: string;
  send: (body: { token: string; password: string }) => Promise<unknown>;
}

/** Sets a password by the token of a mail's link. */
export function ByToken({ texts, token, send }: Props) {
  const { auth } = useTexts();
  const setting = useMutation({ mutationFn: (password: string) => send({ token, password }) });
  return (
    <Door title={texts.title} hint={setting.isSuccess ? undefined : texts.hint}>
      {token === '' && <Alert color="red">{auth.noToken}</Alert>}
      {token !== '' && setting.isSuccess && (
        <Stack>
          <Alert color="teal" icon={<IconCircleCheck />} role="status">
            {texts.done}
          </Alert>
          <LinkButton to="/sign-in">{auth.signIn.submit}</LinkButton>
        </Stack>
      )}
      {token !== '' && !setting.isSuccess && (
        <PasswordForm submit={texts.submit} error={setting.error} busy={setting.isPending} onSubmit={setting.mutate} />
      )}
    </Door>
  );
}
