import { AspectRatio, Box, Center, Image, Paper, SimpleGrid, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMovie, IconPhoto, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type BlogSchemas, blog } from '@/api/blog';
import { bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';
import { LoadMore } from '@/ui/LoadMore';

export type Media = BlogSchemas['MediaShown'];

interface Props {
  onChoose: (media: Media) => void;
  /** Only what can stand in a text as a picture. */
  picturesOnly?: boolean;
}

const PAGE = 24;
const ASK_MS = 3_000;
const TYPING_MS = 300;

function useMedia(search: string, picturesOnly: boolean) {
  return useInfiniteQuery({
    queryKey: ['get', '/api/admin/media', search, picturesOnly],
    queryFn: async ({ pageParam }) => {
      const query = { page: String(pageParam), limit: String(PAGE), search, type: picturesOnly ? 'IMAGE' : null };
      return bodyOf(await blog.GET('/api/admin/media', { params: { query } }));
    },
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : null),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(({ status }) => status === 'processing')) ? ASK_MS : false,
  });
}

function Card({ media, onChoose }: { media: Media; onChoose: () => void }) {
  const texts = useTexts();
  const preview = media.thumbnailUrl ?? (media.type === 'IMAGE' ? media.url : null);
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <UnstyledButton w="100%" onClick={onChoose} aria-label={texts.media.details(media.originalName)}>
        <AspectRatio ratio={1}>
          {preview === null ? (
            <Center c="dimmed">
              <IconMovie size={36} stroke={1.4} aria-hidden />
            </Center>
          ) : (
            <Image src={preview} alt="" fit="cover" loading="lazy" />
          )}
        </AspectRatio>
        <Box p="xs">
          <Text size="xs" truncate>
            {media.originalName}
          </Text>
        </Box>
      </UnstyledButton>
    </Paper>
  );
}

/** The media library, to look through or to choose from. */
export function MediaGrid({ onChoose, picturesOnly = false }: Props) {
  const { media } = useTexts();
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, TYPING_MS);
  const query = useMedia(asked, picturesOnly);
  return (
    <>
      <TextInput
        type="search"
        mb="md"
        aria-label={media.search}
        placeholder={media.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Loaded query={query} height={240}>
        {({ pages }) => {
          const all = pages.flatMap(({ data }) => data);
          if (all.length === 0) return <EmptyState icon={IconPhoto} title={media.empty} hint={media.emptyHint} />;
          return (
            <SimpleGrid cols={{ base: 2, xs: 3, md: picturesOnly ? 4 : 6 }} spacing="sm">
              {all.map((one) => (
                <Card key={one.id} media={one} onChoose={() => onChoose(one)} />
              ))}
            </SimpleGrid>
          );
        }}
      </Loaded>
      <LoadMore query={query} />
    </>
  );
}
