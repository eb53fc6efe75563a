import { Avatar, Badge, Button, Group, Paper, Select, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { Leave } from '@/pages/team/Leave';
import { useMembers } from '@/pages/team/useMembers';
import { useMe } from '@/session/person';
import { ConfirmModal } from '@/ui/ConfirmModal';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';

type Member = Schemas['Member'];

interface Props {
  organization: Schemas['Organization'];
  manages: boolean;
}

const GIVEN = ['ADMIN', 'EDITOR', 'AUTHOR', 'VIEWER'] as const;

function Who({ member, you }: { member: Member; you: boolean }) {
  const { team } = useTexts();
  return (
    <Group gap="sm" wrap="nowrap">
      <Avatar name={member.name} color="forge" radius="xl" size={34} alt="" />
      <div>
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {member.name}
          </Text>
          {you && (
            <Badge size="xs" variant="light" tt="none">
              {team.you}
            </Badge>
          )}
          {!member.is_active && (
            <Badge size="xs" color="gray" variant="light" tt="none">
              {member.is_invited ? team.invited : team.inactive}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {member.email}
        </Text>
      </div>
    </Group>
  );
}

function useMemberChanges(slug: string) {
  const { team } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const fresh = () => queries.invalidateQueries({ queryKey: ['get', '/api/v1/organizations/{slug}/members'] });
  const change = $api.useMutation('patch', '/api/v1/organizations/{slug}/members/{user_id}', {
    onSuccess: (member) => notify.done(team.roleChanged(member.name, team.roles[member.role] ?? member.role)),
    onError: notify.failed,
    onSettled: fresh,
  });
  const remove = $api.useMutation('delete', '/api/v1/organizations/{slug}/members/{user_id}', {
    onSuccess: () => notify.done(team.removed),
    onError: notify.failed,
    onSettled: fresh,
  });
  const path = (member: Member) => ({ path: { slug, user_id: member.user_id } });
  return { change, remove, path };
}

interface RowProps {
  member: Member;
  you: boolean;
  manages: boolean;
  onRole: (role: (typeof GIVEN)[number]) => void;
  onRemove: () => void;
}

function Row({ member, you, manages, onRole, onRemove }: RowProps) {
  const { team } = useTexts();
  const format = useFormat();
  const changeable = manages && !you && member.role !== 'OWNER';
  return (
    <Table.Tr>
      <Table.Td>
        <Who member={member} you={you} />
      </Table.Td>
      <Table.Td w={{ base: 150, sm: 190 }}>
        {changeable ? (
          <Select
            size="xs"
            aria-label={team.roleOf(member.name)}
            data={GIVEN.map((value) => ({ value, label: team.roles[value] ?? value }))}
            value={member.role}
            allowDeselect={false}
            onChange={(role) => role !== null && onRole(role as (typeof GIVEN)[number])}
          />
        ) : (
          <Text size="sm">{team.roles[member.role]}</Text>
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{format.date(member.created_at)}</Table.Td>
      <Table.Td ta="right">
        {changeable && (
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={onRemove}
            aria-label={`${team.remove}: ${member.name}`}
          >
            {team.remove}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Listing({ members, organization, manages }: Props & { members: Member[] }) {
  const { team } = useTexts();
  const { data: me } = useMe();
  const [asked, setAsked] = useState<Member | null>(null);
  const { change, remove, path } = useMemberChanges(organization.slug);
  return (
    <Table.ScrollContainer minWidth={460}>
      <Table horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{team.member}</Table.Th>
            <Table.Th>{team.role}</Table.Th>
            <Table.Th visibleFrom="sm">{team.since}</Table.Th>
            <Table.Th aria-label={team.remove} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => (
            <Row
              key={member.user_id}
              member={member}
              you={member.user_id === me?.id}
              manages={manages}
              onRole={(role) => change.mutate({ params: path(member), body: { role } })}
              onRemove={() => setAsked(member)}
            />
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmModal
        opened={asked !== null}
        title={team.removeTitle(asked?.name ?? '')}
        hint={team.removeHint}
        action={team.remove}
        busy={remove.isPending}
        onConfirm={() => asked !== null && remove.mutate({ params: path(asked) }, { onSettled: () => setAsked(null) })}
        onClose={() => setAsked(null)}
      />
    </Table.ScrollContainer>
  );
}

/** Who is in the organization, with the role of each. */
export function Members({ organization, manages }: Props) {
  const query = useMembers(organization.slug);
  return (
    <Loaded query={query} height={240}>
      {({ items }) => (
        <>
          <Paper p={0} style={{ overflow: 'hidden' }}>
            <Listing members={items} organization={organization} manages={manages} />
          </Paper>
          {organization.kind !== 'personal' && organization.role !== 'OWNER' && <Leave organization={organization} />}
        </>
      )}
    </Loaded>
  );
}
