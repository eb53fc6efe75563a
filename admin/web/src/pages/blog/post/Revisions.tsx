import { Badge, Button, Drawer, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { $blog, type BlogSchemas, blog } from '@/api/blog';
import { bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useLanguageName } from '@/pages/blog/languages';
import type { Post } from '@/pages/blog/post/draft';
import { usePostChanges } from '@/pages/blog/post/usePost';
import { Diff } from '@/ui/Diff';
import { Loaded } from '@/ui/Loaded';

type Revision = BlogSchemas['RevisionShown'];

interface Props {
  post: Post;
  locale: string;
  onClose: () => void;
}

/** What a revision says, as one text that can be compared. */
function wordsOf(revision: Revision | undefined): string {
  if (revision === undefined) return '';
  const { title, excerpt, body } = revision.data;
  return [title, excerpt, body].filter((part) => typeof part === 'string' && part !== '').join('\n\n');
}

function Entry(props: {
  revision: Revision;
  before?: Revision;
  present: boolean;
  busy: boolean;
  onRestore: () => void;
}) {
  const { revision, before, present, busy, onRestore } = props;
  const { post } = useTexts();
  const format = useFormat();
  return (
    <Paper p="md">
      <Group justify="space-between" mb="xs">
        <div>
          <Text fw={600} size="sm">
            {post.revision(revision.version)}
          </Text>
          <Text size="xs" c="dimmed">
            {revision.createdBy?.name} · {format.moment(revision.createdAt)}
          </Text>
        </div>
        {present ? (
          <Badge variant="light" tt="none">
            {post.present}
          </Badge>
        ) : (
          <Button size="xs" variant="default" loading={busy} onClick={onRestore}>
            {post.restore}
          </Button>
        )}
      </Group>
      <Diff before={wordsOf(before ?? revision)} after={wordsOf(revision)} />
    </Paper>
  );
}

/** All revisions of one language, each compared with the one before, and a way back to each. */
export function Revisions({ post, locale, onClose }: Props) {
  const { post: texts, common } = useTexts();
  const languageName = useLanguageName();
  const { took, failed } = usePostChanges();
  const path = { post_id: post.id, locale };
  const query = $blog.useQuery('get', '/api/admin/posts/{post_id}/revisions/{locale}', { params: { path } });
  const restore = useMutation({
    mutationFn: async (version: number) =>
      bodyOf(
        await blog.POST('/api/admin/posts/{post_id}/rollback/{locale}/{version}', {
          params: { path: { ...path, version: String(version) }, header: { 'If-Match': `"${post.version}"` } },
        }),
      ),
    onSuccess: (changed, version) => {
      took(changed, texts.restored(version));
      onClose();
    },
    onError: failed(post),
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={texts.revisionsOf(languageName(locale))}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Loaded query={query}>
        {(all) => (
          <Stack>
            {all.map((revision, place) => (
              <Entry
                key={revision.id}
                revision={revision}
                before={all[place + 1]}
                present={place === 0}
                busy={restore.isPending && restore.variables === revision.version}
                onRestore={() => restore.mutate(revision.version)}
              />
            ))}
          </Stack>
        )}
      </Loaded>
    </Drawer>
  );
}
