import { Table, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useWord } from '@/i18n/word';
import { EmptyState } from '@/ui/EmptyState';
import { ListTable } from '@/ui/ListTable';
import { Loaded } from '@/ui/Loaded';

const PAGE = 30;

function Row({ entry }: { entry: Schemas['AuditEntry'] }) {
  const { audit } = useTexts().team;
  const format = useFormat();
  const word = useWord();
  const changed = Object.keys({ ...entry.old_value, ...entry.new_value });
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{format.moment(entry.created_at)}</Table.Td>
      <Table.Td>
        <Text size="sm">{entry.user_name ?? audit.system}</Text>
        <Text size="xs" c="dimmed">
          {entry.user_email}
        </Text>
      </Table.Td>
      <Table.Td>
        {word(entry.action)}: {word(entry.entity)}
        {changed.length > 0 && (
          <Text size="xs" c="dimmed">
            {changed.map(word).join(', ')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{entry.ip_address}</Table.Td>
    </Table.Tr>
  );
}

/** What was done in the organization, by whom, from where. */
export function AuditLog() {
  const { audit } = useTexts().team;
  const query = useInfiniteQuery({
    queryKey: ['get', '/api/v1/audit'],
    queryFn: async ({ pageParam }) =>
      bodyOf(await api.GET('/api/v1/audit', { params: { query: { page: pageParam, per_page: PAGE } } })),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.per_page < last.total ? last.page + 1 : null),
  });
  return (
    <Loaded query={query} height={320}>
      {({ pages }) => {
        const all = pages.flatMap(({ items }) => items);
        if (all.length === 0) return <EmptyState icon={IconHistory} title={audit.empty} hint={audit.emptyHint} />;
        return (
          <ListTable
            query={query}
            items={all}
            titles={[audit.when, audit.who, audit.what, audit.from]}
            row={(entry) => <Row key={entry.id} entry={entry} />}
            width={640}
          />
        );
      }}
    </Loaded>
  );
}
