import { Button, Group, Paper, Table, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';

function Row({ one, busy, onWithdraw }: { one: Schemas['Invitation']; busy: boolean; onWithdraw: () => void }) {
  const { team } = useTexts();
  const format = useFormat();
  const name = one.email ?? team.byLink;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {team.roles[one.role]}
        </Text>
      </Table.Td>
      <Table.Td>{team.expires(format.moment(one.expires_at))}</Table.Td>
      <Table.Td>
        <Group justify="flex-end">
          <Button
            size="xs"
            variant="subtle"
            color="red"
            loading={busy}
            onClick={onWithdraw}
            aria-label={`${team.withdraw}: ${name}`}
          >
            {team.withdraw}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** Invitations that nobody has taken up yet. */
export function Invitations({ slug }: { slug: string }) {
  const { team } = useTexts();
  const notify = useNotify();
  const query = $api.useQuery('get', '/api/v1/organizations/{slug}/invitations', { params: { path: { slug } } });
  const withdraw = $api.useMutation('delete', '/api/v1/organizations/{slug}/invitations/{invitation_id}', {
    onSuccess: () => notify.done(team.withdrawn),
    onError: notify.failed,
    onSettled: () => query.refetch(),
  });
  return (
    <Loaded query={query} height={160}>
      {(answer) => {
        const all = Array.isArray(answer) ? answer : answer.items;
        return (
          <Paper p={0} style={{ overflow: 'hidden' }}>
            {all.length === 0 ? (
              <EmptyState icon={IconMail} title={team.noInvitations} hint={team.noInvitationsHint} />
            ) : (
              <Table horizontalSpacing="lg">
                <Table.Tbody>
                  {all.map((one) => (
                    <Row
                      key={one.id}
                      one={one}
                      busy={withdraw.isPending}
                      onWithdraw={() => withdraw.mutate({ params: { path: { slug, invitation_id: one.id } } })}
                    />
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Paper>
        );
      }}
    </Loaded>
  );
}
