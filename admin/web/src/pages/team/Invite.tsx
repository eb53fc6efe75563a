import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { CopyAction } from '@/ui/CopyAction';
import { useNotify } from '@/ui/notify';

interface Props {
  slug: string;
  opened: boolean;
  onClose: () => void;
}

type Role = 'ADMIN' | 'EDITOR' | 'AUTHOR' | 'VIEWER';
const ROLES: Role[] = ['ADMIN', 'EDITOR', 'AUTHOR', 'VIEWER'];

function Link({ url, onClose }: { url: string; onClose: () => void }) {
  const { team, common } = useTexts();
  return (
    <Stack>
      <Alert color="yellow">{team.inviteLinkHint}</Alert>
      <Group gap={4} wrap="nowrap" align="flex-end">
        <TextInput flex={1} readOnly label={team.inviteLink} value={url} />
        <CopyAction value={url} label={team.inviteLink} />
      </Group>
      <Group justify="flex-end">
        <Button onClick={onClose}>{common.close}</Button>
      </Group>
    </Stack>
  );
}

function useInvite(onMailed: () => void) {
  const { team } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('post', '/api/v1/organizations/{slug}/invitations', {
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/organizations/{slug}/invitations'] });
      if (made.email === null) return;
      notify.done(team.inviteMailed(made.email));
      onMailed();
    },
    onError: notify.failed,
  });
}

/** Invites somebody by mail, or makes a link to hand over in another way. */
export function Invite({ slug, opened, onClose }: Props) {
  const { team, common } = useTexts();
  const form = useForm<{ email: string; role: Role }>({ initialValues: { email: '', role: 'EDITOR' } });
  const finish = () => {
    form.reset();
    invite.reset();
    onClose();
  };
  const invite = useInvite(() => finish());
  const send = ({ email, role }: { email: string; role: Role }) =>
    invite.mutate({ params: { path: { slug } }, body: { email: email.trim() || null, role } });
  const url = invite.data?.email === null ? (invite.data.url ?? '') : '';
  return (
    <Modal opened={opened} onClose={finish} title={team.inviteTitle} closeButtonProps={{ 'aria-label': common.close }}>
      {url === '' ? (
        <form onSubmit={form.onSubmit(send)}>
          <Stack>
            <TextInput
              label={team.inviteEmail}
              description={team.inviteEmailHint}
              type="email"
              data-autofocus
              {...form.getInputProps('email')}
            />
            <Select
              label={team.role}
              description={team.roleHints[form.values.role]}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={ROLES.map((value) => ({ value, label: team.roles[value] ?? value }))}
              allowDeselect={false}
              {...form.getInputProps('role')}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={finish}>
                {common.cancel}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {team.inviteSend}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Link url={url} onClose={finish} />
      )}
    </Modal>
  );
}
