import { Button, Center, Paper, Table } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';

interface Stretch<T> {
  items: T[];
  next_cursor: string | null;
}

const ASK_MS = 10_000;

/** A list of the operator's, read on from where the last part ended; it is asked for again while it is looked at. */
export function useStretch<T>(key: readonly unknown[], read: (cursor: string | null) => Promise<Stretch<T>>) {
  return useInfiniteQuery({
    queryKey: ['operator', ...key],
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (before) => before,
    refetchInterval: ASK_MS,
  });
}

interface Props<T> {
  query: ReturnType<typeof useStretch<T>>;
  titles: string[];
  none: string;
  noneHint?: string;
  row: (item: T) => ReactNode;
  width?: number;
}

/** Such a list as a table. */
export function StretchTable<T>({ query, titles, none, noneHint = '', row, width = 760 }: Props<T>) {
  const { common } = useTexts();
  return (
    <Loaded query={query} height={320}>
      {({ pages }) => {
        const all = pages.flatMap(({ items }) => items);
        if (all.length === 0) return <EmptyState icon={IconInbox} title={none} hint={noneHint} />;
        return (
          <Paper p={0} style={{ overflow: 'hidden' }}>
            <Table.ScrollContainer minWidth={width}>
              <Table horizontalSpacing="md" fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    {titles.map((title) => (
                      <Table.Th key={title}>{title}</Table.Th>
                    ))}
                    <Table.Th aria-label={common.actions} />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>{all.map(row)}</Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            {query.hasNextPage && (
              <Center py="sm">
                <Button variant="subtle" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {common.loadMore}
                </Button>
              </Center>
            )}
          </Paper>
        );
      }}
    </Loaded>
  );
}
