import { Button, Divider, Stack, Text, TextInput } from '@mantine/core';
import { IconCalendarTime, IconWorldOff, IconWorldUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import type { Post } from '@/pages/blog/post/draft';
import { usePublishing } from '@/pages/blog/post/usePost';

interface Props {
  post: Post;
  dirty: boolean;
}

/** A moment as the browser's own field for it writes it: local time, without seconds. */
function localOf(date: Date): string {
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

function Scheduling({ dirty, busy, onSchedule }: { dirty: boolean; busy: boolean; onSchedule: (at: string) => void }) {
  const { post } = useTexts();
  const [at, setAt] = useState('');
  const future = at !== '' && new Date(at).getTime() > Date.now();
  return (
    <>
      <TextInput
        type="datetime-local"
        label={post.scheduleAt}
        min={localOf(new Date())}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <Button
        variant="default"
        leftSection={<IconCalendarTime size={16} />}
        disabled={dirty || !future}
        loading={busy}
        onClick={() => onSchedule(new Date(at).toISOString())}
      >
        {post.schedule}
      </Button>
    </>
  );
}

/** Whether readers see a post, from when on, and the ways to change that. */
export function Publishing({ post, dirty }: Props) {
  const { post: texts, blog } = useTexts();
  const format = useFormat();
  const { publish, unpublish } = usePublishing(post);
  const open = post.status === 'DRAFT' || post.status === 'REVIEW' || post.status === 'SCHEDULED';
  const when = post.publishAt === null ? '' : format.moment(post.publishAt);
  return (
    <Stack gap="sm">
      {when !== '' && post.status === 'PUBLISHED' && <Text size="sm">{texts.publicSince(when)}</Text>}
      {when !== '' && post.status === 'SCHEDULED' && <Text size="sm">{blog.goesLive(when)}</Text>}
      {open && (
        <Button
          leftSection={<IconWorldUpload size={16} />}
          disabled={dirty}
          loading={publish.isPending}
          onClick={() => publish.mutate(null)}
        >
          {texts.publish}
        </Button>
      )}
      {(post.status === 'PUBLISHED' || post.status === 'SCHEDULED') && (
        <Button
          variant="default"
          leftSection={<IconWorldOff size={16} />}
          disabled={dirty}
          loading={unpublish.isPending}
          onClick={() => unpublish.mutate()}
        >
          {texts.unpublish}
        </Button>
      )}
      {post.status !== 'PUBLISHED' && (
        <>
          <Divider />
          <Scheduling dirty={dirty} busy={publish.isPending} onSchedule={(at) => publish.mutate(at)} />
        </>
      )}
    </Stack>
  );
}
