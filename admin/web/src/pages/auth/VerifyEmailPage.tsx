import { Alert, Button, Loader, Stack } from '@mantine/core';
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { door } from '@/api/client';
import { Refused } from '@/api/errors';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { LinkButton } from '@/ui/LinkButton';
import { problemOf } from '@/ui/problem';

/** A link is good once, and development mounts pages twice: each token is sent by the first page that has it. */
const sent = new Set<string>();

interface Props {
  token: string;
  texts: { title: string; done: string; doneHint: string };
  send: (token: string) => Promise<unknown>;
}

function Confirming({ token, texts: words, send }: Props) {
  const texts = useTexts();
  const { verify } = texts.auth;
  const { mutate, ...check } = useMutation({
    mutationFn: () => send(token),
  });
  useEffect(() => {
    if (sent.has(token)) return;
    sent.add(token);
    mutate();
  }, [token, mutate]);

  const refused = check.error instanceof Refused && check.error.status < 500;
  return (
    <Door title={words.title}>
      {check.isSuccess && (
        <Stack>
          <Alert color="teal" icon={<IconCircleCheck />} title={words.done} role="status">
            {words.doneHint}
          </Alert>
          <LinkButton to="/generate">{verify.go}</LinkButton>
        </Stack>
      )}
      {check.isError && (
        <Stack>
          <Alert color="red" icon={<IconLinkOff />} title={verify.failed} role="alert">
            {refused ? verify.failedHint : problemOf(check.error, texts)}
          </Alert>
          {refused ? (
            <LinkButton to="/sign-in">{texts.auth.signIn.submit}</LinkButton>
          ) : (
            <Button onClick={() => mutate()}>{texts.common.retry}</Button>
          )}
        </Stack>
      )}
      {!check.isSuccess && !check.isError && <Loader aria-label={verify.working} />}
    </Door>
  );
}

export function VerifyEmailPage() {
  const { token } = useSearch({ from: '/verify-email' });
  const { verify } = useTexts().auth;
  return (
    <Confirming
      token={token}
      texts={verify}
      send={(sent) => door.POST('/api/v1/auth/verify-email', { body: { token: sent } })}
    />
  );
}

export function ConfirmEmailPage() {
  const { token } = useSearch({ from: '/confirm-email' });
  const { confirmEmail } = useTexts().auth;
  return (
    <Confirming
      token={token}
      texts={confirmEmail}
      send={(sent) => door.POST('/api/v1/auth/confirm-email', { body: { token: sent } })}
    />
  );
}
