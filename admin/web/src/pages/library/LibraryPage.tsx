import { Button, Center, Divider, Paper, Text } from '@mantine/core';
import { useDebouncedValue, useIntersection } from '@mantine/hooks';
import { IconLibrary, IconSearchOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTexts } from '@/i18n';
import { useFreshLists } from '@/jobs/useLiveJobs';
import { Entry } from '@/pages/library/Entry';
import { Filters } from '@/pages/library/Filters';
import { Selection } from '@/pages/library/Selection';
import { ANY, useLibrary, type Wish } from '@/pages/library/useLibrary';
import { EmptyState } from '@/ui/EmptyState';
import { LinkButton } from '@/ui/LinkButton';
import { Loaded } from '@/ui/Loaded';
import { PageHeader } from '@/ui/PageHeader';

const TYPING_MS = 300;

function Nothing({ wished, onClear }: { wished: boolean; onClear: () => void }) {
  const { library } = useTexts();
  if (wished)
    return (
      <EmptyState icon={IconSearchOff} title={library.nothing} hint={library.nothingHint}>
        <Button variant="light" mt="sm" onClick={onClear}>
          {library.clear}
        </Button>
      </EmptyState>
    );
  return (
    <EmptyState icon={IconLibrary} title={library.empty} hint={library.emptyHint}>
      <LinkButton to="/generate" mt="sm">
        {library.emptyTry}
      </LinkButton>
    </EmptyState>
  );
}

/** The end of the list, which has the next part fetched when it comes into view. */
function More({ library }: { library: ReturnType<typeof useLibrary> }) {
  const texts = useTexts();
  const { ref, entry } = useIntersection({ rootMargin: '400px' });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = library;
  const near = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <Center ref={ref} py="md">
      {hasNextPage ? (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.common.loadMore}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {texts.library.allLoaded}
        </Text>
      )}
    </Center>
  );
}

export function LibraryPage() {
  const { library: texts } = useTexts();
  const [wish, setWish] = useState<Wish>(ANY);
  const [asked] = useDebouncedValue(wish, TYPING_MS);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const library = useLibrary(asked);
  useFreshLists();
  const select = (id: string, on: boolean) =>
    setSelected((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  const wished = wish.search !== '' || wish.status !== null || wish.source !== null || wish.tag !== null;
  return (
    <>
      <PageHeader title={texts.title} hint={texts.hint} />
      <Filters wish={wish} onChange={setWish} />
      <Loaded query={library} height={480}>
        {() => (
          <Paper p={0} style={{ overflow: 'hidden' }}>
            {library.jobs.length === 0 ? (
              <Nothing wished={wished} onClear={() => setWish(ANY)} />
            ) : (
              <>
                <Selection
                  jobs={library.jobs}
                  selected={selected}
                  total={library.total}
                  onSelect={(ids) => setSelected(new Set(ids))}
                />
                <Divider />
                {library.jobs.map((job) => (
                  <Entry key={job.id} job={job} selected={selected.has(job.id)} onSelect={(on) => select(job.id, on)} />
                ))}
                <More library={library} />
              </>
            )}
          </Paper>
        )}
      </Loaded>
    </>
  );
}
