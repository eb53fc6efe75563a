import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, bodyOf, door } from '@/api/client';
import { useTexts } from '@/i18n';
import { Door } from '@/pages/auth/Door';
import { useSessionStatus } from '@/session/hooks';
import { organization } from '@/session/organization';
import { session } from '@/session/session';
import { LinkButton } from '@/ui/LinkButton';
import { useNotify } from '@/ui/notify';
import { problemOf } from '@/ui/problem';

function Accepting({ token }: { token: string }) {
  const texts = useTexts();
  const { invitation } = texts.auth;
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: async () => bodyOf(await api.POST('/api/v1/invitations/accept', { body: { token } })),
    onSuccess: async (joined) => {
      await queries.invalidateQueries({ queryKey: ['get', '/api/v1/organizations'] });
      organization.choose(joined.slug);
      notify.done(invitation.done(joined.name));
      void navigate({ to: '/generate' });
    },
  });
  return (
    <Stack>
      {accept.isError && <Alert color="red">{problemOf(accept.error, texts)}</Alert>}
      <Button onClick={() => accept.mutate()} loading={accept.isPending}>
        {invitation.submit}
      </Button>
    </Stack>
  );
}

/** An invitation tells who invites whom to what before anybody signs in. */
function useOffer(token: string) {
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: async () => bodyOf(await door.POST('/api/v1/invitations/look', { body: { token } })),
    enabled: token !== '',
    retry: false,
  });
}

/** People without a session sign in or sign up first, and come back here. */
function Strangers({ token }: { token: string }) {
  const { invitation, signIn, signUp } = useTexts().auth;
  const next = `/invitation?token=${encodeURIComponent(token)}`;
  return (
    <Stack>
      <Text size="sm">{invitation.needsAccount}</Text>
      <Group grow>
        <LinkButton to="/sign-in" search={{ next }}>
          {signIn.submit}
        </LinkButton>
        <LinkButton to="/sign-up" search={{ next, invitation: token }} variant="default">
          {signUp.submit}
        </LinkButton>
      </Group>
    </Stack>
  );
}

export function InvitationPage() {
  const texts = useTexts();
  const { invitation, noToken } = texts.auth;
  const { token } = useSearch({ from: '/invitation' });
  const status = useSessionStatus();
  const offer = useOffer(token);
  useEffect(() => {
    if (session.status === 'unknown') void session.token().catch(() => null);
  }, []);
  const role = texts.team.roles[offer.data?.role ?? ''] ?? '';
  const hint = offer.data === undefined ? undefined : invitation.offer(offer.data.organization_name, role);
  return (
    <Door title={invitation.title} hint={hint}>
      {(token === '' || offer.isError) && (
        <Stack>
          <Alert color="red">{token === '' ? noToken : invitation.invalid}</Alert>
          <LinkButton to="/generate" variant="default">
            {texts.errors.toStart}
          </LinkButton>
        </Stack>
      )}
      {offer.isSuccess && status === 'signed-in' && <Accepting token={token} />}
      {offer.isSuccess && status === 'anonymous' && <Strangers token={token} />}
    </Door>
  );
}
