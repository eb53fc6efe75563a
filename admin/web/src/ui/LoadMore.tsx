import { Button, type ButtonProps, Center } from '@mantine/core';
import { useTexts } from '@/i18n';

/** What this needs of an infinite query. */
interface Query {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

interface Props {
  query: Query;
  /** Subtle within a card, and with a border of its own on the page. */
  variant?: ButtonProps['variant'];
}

/** Reads a list on from where its last part ended; nothing once all of it is there. */
export function LoadMore({ query, variant = 'default' }: Props) {
  const { common } = useTexts();
  if (!query.hasNextPage) return null;
  return (
    <Center py="sm">
      <Button variant={variant} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {common.loadMore}
      </Button>
    </Center>
  );
}
