import { Paper, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { LoadMore } from '@/ui/LoadMore';

interface Props<T> {
  query: Parameters<typeof LoadMore>[0]['query'];
  items: T[];
  titles: string[];
  row: (item: T) => ReactNode;
  /** Whether the last column is one of buttons, which has no title. */
  actions?: boolean;
  /** Below it the table scrolls, in pixels. */
  width: number;
}

/** A long list as a table, read on part by part. */
export function ListTable<T>({ query, items, titles, row, actions = false, width }: Props<T>) {
  const { common } = useTexts();
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <Table.ScrollContainer minWidth={width}>
        <Table horizontalSpacing="md" fz="sm">
          <Table.Thead>
            <Table.Tr>
              {titles.map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
              {actions && <Table.Th aria-label={common.actions} />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{items.map(row)}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <LoadMore query={query} variant="subtle" />
    </Paper>
  );
}
