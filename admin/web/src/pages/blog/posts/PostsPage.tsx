import { Badge, Group, Paper, Select, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArticle, IconPlus, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { blog as api, type BlogSchemas } from '@/api/blog';
import { bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { BlogHeader } from '@/pages/blog/BlogHeader';
import { mainOf, useSite } from '@/pages/blog/languages';
import { PostState } from '@/pages/blog/PostState';
import { EmptyState } from '@/ui/EmptyState';
import { LinkAnchor, LinkButton } from '@/ui/LinkButton';
import { Loaded } from '@/ui/Loaded';
import { LoadMore } from '@/ui/LoadMore';

const PAGE = 25;
const TYPING_MS = 300;
/** What there is room for on a phone. */
const NARROW = ['title', 'status'];

interface Wish {
  search: string;
  status: string | null;
}

function usePosts(wish: Wish) {
  return useInfiniteQuery({
    queryKey: ['get', '/api/admin/posts', wish],
    queryFn: async ({ pageParam }) => {
      const query = { page: String(pageParam), limit: String(PAGE), search: wish.search || null, status: wish.status };
      return bodyOf(await api.GET('/api/admin/posts', { params: { query } }));
    },
    initialPageParam: 1,
    getNextPageParam: ({ meta }) => (meta.page < meta.totalPages ? meta.page + 1 : null),
    placeholderData: (before) => before,
  });
}

function Row({ post }: { post: BlogSchemas['PostListed'] }) {
  const { blog } = useTexts();
  const format = useFormat();
  const site = useSite();
  const title = mainOf(post.translations, site?.default_locale)?.title || blog.untitled;
  return (
    <Table.Tr>
      <Table.Td>
        <LinkAnchor to="/blog/posts/$postId" params={{ postId: post.id }} fw={600} size="sm">
          {title}
        </LinkAnchor>
        {post.status === 'SCHEDULED' && post.publishAt !== null && (
          <Text size="xs" c="dimmed">
            {blog.goesLive(format.moment(post.publishAt))}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <PostState status={post.status} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Group gap={4}>
          {post.translations.map(({ locale }) => (
            <Badge key={locale} variant="default" size="sm" tt="uppercase">
              {locale}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">{post.author.name}</Table.Td>
      <Table.Td visibleFrom="sm">{format.relative(post.updatedAt)}</Table.Td>
    </Table.Tr>
  );
}

function Filters({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const { blog } = useTexts();
  return (
    <Group mb="md" gap="sm">
      <TextInput
        flex={1}
        miw={200}
        type="search"
        aria-label={blog.search}
        placeholder={blog.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={wish.search}
        onChange={(event) => onChange({ ...wish, search: event.currentTarget.value })}
      />
      <Select
        w={160}
        aria-label={blog.anyStatus}
        placeholder={blog.anyStatus}
        data={Object.entries(blog.states).map(([value, label]) => ({ value, label }))}
        value={wish.status}
        clearable
        onChange={(status) => onChange({ ...wish, status })}
      />
    </Group>
  );
}

function Listing({ posts }: { posts: BlogSchemas['PostListed'][] }) {
  const { columns } = useTexts().blog;
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table horizontalSpacing="lg">
        <Table.Thead>
          <Table.Tr>
            {Object.entries(columns).map(([column, title]) => (
              <Table.Th key={column} visibleFrom={NARROW.includes(column) ? undefined : 'sm'}>
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {posts.map((post) => (
            <Row key={post.id} post={post} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Nothing({ wished }: { wished: boolean }) {
  const { blog } = useTexts();
  if (wished) return <EmptyState icon={IconSearchOff} title={blog.nothing} hint={blog.nothingHint} />;
  return (
    <EmptyState icon={IconArticle} title={blog.empty} hint={blog.emptyHint}>
      <LinkButton to="/blog/new" mt="sm">
        {blog.newPost}
      </LinkButton>
    </EmptyState>
  );
}

export function PostsPage() {
  const { blog } = useTexts();
  const [wish, setWish] = useState<Wish>({ search: '', status: null });
  const [asked] = useDebouncedValue(wish, TYPING_MS);
  const query = usePosts(asked);
  return (
    <>
      <BlogHeader place="posts">
        <LinkButton to="/blog/new" leftSection={<IconPlus size={16} />}>
          {blog.newPost}
        </LinkButton>
      </BlogHeader>
      <Filters wish={wish} onChange={setWish} />
      <Loaded query={query} height={320}>
        {({ pages }) => {
          const posts = pages.flatMap(({ data }) => data);
          return (
            <Paper p={0} style={{ overflow: 'hidden' }}>
              {posts.length === 0 ? (
                <Nothing wished={wish.search !== '' || wish.status !== null} />
              ) : (
                <Listing posts={posts} />
              )}
            </Paper>
          );
        }}
      </Loaded>
      <LoadMore query={query} />
    </>
  );
}
