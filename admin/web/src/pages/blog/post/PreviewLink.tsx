import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { $blog } from '@/api/blog';
import { useTexts } from '@/i18n';
import type { Post } from '@/pages/blog/post/draft';
import { CopyAction } from '@/ui/CopyAction';
import { useNotify } from '@/ui/notify';

/** A link that shows an unpublished post to whoever has it. */
export function PreviewLink({ post }: { post: Post }) {
  const { post: texts } = useTexts();
  const notify = useNotify();
  const make = $blog.useMutation('post', '/api/admin/posts/{post_id}/preview-token', { onError: notify.failed });
  return (
    <>
      {make.data === undefined ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconLink size={16} />}
          loading={make.isPending}
          onClick={() => make.mutate({ params: { path: { post_id: post.id } } })}
        >
          {texts.makePreview}
        </Button>
      ) : (
        <Group gap={4} wrap="nowrap">
          <TextInput flex={1} size="xs" readOnly value={make.data.url} aria-label={texts.previewLink} />
          <CopyAction value={make.data.url} label={texts.previewLink} />
        </Group>
      )}
      <Text size="xs" c="dimmed">
        {texts.previewHint}
      </Text>
    </>
  );
}
