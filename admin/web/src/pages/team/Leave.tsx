import { Button } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { organization as chosen } from '@/session/organization';
import { Confirmed } from '@/ui/Confirmed';
import { useNotify } from '@/ui/notify';

export function Leave({ organization }: { organization: Schemas['Organization'] }) {
  const { team } = useTexts();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const leave = $api.useMutation('post', '/api/v1/organizations/{slug}/leave', {
    onSuccess: async () => {
      chosen.choose(null);
      await queries.invalidateQueries({ queryKey: ['get', '/api/v1/organizations'] });
      void navigate({ to: '/generate' });
    },
    onError: notify.failed,
  });
  return (
    <Confirmed
      title={team.leaveTitle(organization.name)}
      hint={team.leaveHint}
      action={team.leave}
      busy={leave.isPending}
      onConfirm={() => leave.mutate({ params: { path: { slug: organization.slug } } })}
    >
      {(ask) => (
        <Button variant="subtle" color="red" mt="md" leftSection={<IconDoorExit size={16} />} onClick={ask}>
          {team.leave}
        </Button>
      )}
    </Confirmed>
  );
}
