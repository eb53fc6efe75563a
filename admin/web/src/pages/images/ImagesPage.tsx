import { SimpleGrid } from '@mantine/core';
import { IconPhoto } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { ImageCard } from '@/pages/images/ImageCard';
import { ImageDetails } from '@/pages/images/ImageDetails';
import { EmptyState } from '@/ui/EmptyState';
import { LinkButton } from '@/ui/LinkButton';
import { Loaded } from '@/ui/Loaded';
import { LoadMore } from '@/ui/LoadMore';
import { PageHeader } from '@/ui/PageHeader';

const PAGE = 24;
const ASK_MS = 3_000;

function isOpen({ status }: { status: string }): boolean {
  return status === 'pending' || status === 'processing';
}

function useImages() {
  return useInfiniteQuery({
    queryKey: ['get', '/api/v1/images'],
    queryFn: async ({ pageParam }) =>
      bodyOf(await api.GET('/api/v1/images', { params: { query: { page: pageParam, per_page: PAGE } } })),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.per_page < last.total ? last.page + 1 : null),
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isOpen)) ? ASK_MS : false),
  });
}

export function ImagesPage() {
  const { images } = useTexts();
  const query = useImages();
  const [shown, setShown] = useState<Schemas['Image'] | null>(null);
  return (
    <>
      <PageHeader title={images.title} hint={images.hint} />
      <Loaded query={query} height={400}>
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          if (all.length === 0)
            return (
              <EmptyState icon={IconPhoto} title={images.empty} hint={images.emptyHint}>
                <LinkButton to="/generate" mt="sm">
                  {images.emptyTry}
                </LinkButton>
              </EmptyState>
            );
          return (
            <SimpleGrid cols={{ base: 2, sm: 3, lg: 4 }} spacing={{ base: 'sm', sm: 'lg' }}>
              {all.map((one) => (
                <ImageCard key={one.id} image={one} onOpen={() => setShown(one)} />
              ))}
            </SimpleGrid>
          );
        }}
      </Loaded>
      <LoadMore query={query} />
      <ImageDetails image={shown} onClose={() => setShown(null)} />
    </>
  );
}
