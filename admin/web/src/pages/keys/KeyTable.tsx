import { Badge, Button, Code, Group, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { ConfirmModal } from '@/ui/ConfirmModal';
import { useNotify } from '@/ui/notify';

type Key = Schemas['ApiKey'];

function State({ one }: { one: Key }) {
  const { keys } = useTexts();
  const ended = one.expires_at !== null && new Date(one.expires_at) < new Date();
  const [color, label] = one.is_active
    ? ended
      ? ['gray', keys.expired]
      : ['teal', keys.active]
    : ['gray', keys.revoked];
  return (
    <Badge color={color} variant="light" tt="none">
      {label}
    </Badge>
  );
}

function Row({ one, onRevoke }: { one: Key; onRevoke: () => void }) {
  const { keys, common } = useTexts();
  const format = useFormat();
  const used = one.last_used_at === null ? keys.notUsed : format.relative(one.last_used_at);
  return (
    <Table.Tr opacity={one.is_active ? 1 : 0.6}>
      <Table.Td>
        <Text size="sm" fw={600}>
          {one.name}
        </Text>
        <Code>{one.key_prefix}…</Code>
        <Text size="xs" c="dimmed" hiddenFrom="sm" mt={4}>
          {keys.lastUsed}: {used}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Group gap={4}>
          {one.scopes.map((scope) => (
            <Badge key={scope} variant="default" size="sm" tt="none">
              {keys.scopeNames[scope]}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">{used}</Table.Td>
      <Table.Td visibleFrom="sm">{one.expires_at === null ? common.never : format.date(one.expires_at)}</Table.Td>
      <Table.Td>
        <State one={one} />
      </Table.Td>
      <Table.Td ta="right">
        {one.is_active && (
          <Button size="xs" variant="subtle" color="red" onClick={onRevoke} aria-label={`${keys.revoke}: ${one.name}`}>
            {keys.revoke}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function useRevoke(onDone: () => void) {
  const { keys } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('delete', '/api/v1/api-keys/{key_id}', {
    onSuccess: () => notify.done(keys.revokedNow),
    onError: notify.failed,
    onSettled: () => {
      onDone();
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
    },
  });
}

export function KeyTable({ keys: all }: { keys: Key[] }) {
  const { keys, common } = useTexts();
  const [asked, setAsked] = useState<Key | null>(null);
  const revoke = useRevoke(() => setAsked(null));
  return (
    <Table.ScrollContainer minWidth={330}>
      <Table horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{common.name}</Table.Th>
            <Table.Th visibleFrom="sm">{keys.scopes}</Table.Th>
            <Table.Th visibleFrom="sm">{keys.lastUsed}</Table.Th>
            <Table.Th visibleFrom="sm">{keys.expires}</Table.Th>
            <Table.Th>{common.status}</Table.Th>
            <Table.Th aria-label={common.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.map((one) => (
            <Row key={one.id} one={one} onRevoke={() => setAsked(one)} />
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmModal
        opened={asked !== null}
        title={keys.revokeTitle(asked?.name ?? '')}
        hint={keys.revokeHint}
        action={keys.revoke}
        busy={revoke.isPending}
        onConfirm={() => asked !== null && revoke.mutate({ params: { path: { key_id: asked.id } } })}
        onClose={() => setAsked(null)}
      />
    </Table.ScrollContainer>
  );
}
