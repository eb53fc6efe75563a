import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '@/ui/EmptyState';
import { ListTable } from '@/ui/ListTable';
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
  return (
    <Loaded query={query} height={320}>
      {({ pages }) => {
        const all = pages.flatMap(({ items }) => items);
        if (all.length === 0) return <EmptyState icon={IconInbox} title={none} hint={noneHint} />;
        return <ListTable query={query} items={all} titles={titles} row={row} width={width} actions />;
      }}
    </Loaded>
  );
}
