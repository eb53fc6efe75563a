import { Button, Grid, Group, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconDeviceFloppy } from '@tabler/icons-react';
import type { BlogSchemas } from '@/api/blog';
import { useTexts } from '@/i18n';
import { PostState } from '@/pages/blog/PostState';
import { Aside } from '@/pages/blog/post/Aside';
import { type Draft, isDirty, type Post } from '@/pages/blog/post/draft';
import { LanguageTabs } from '@/pages/blog/post/LanguageTabs';
import { TextEditor } from '@/pages/blog/post/TextEditor';
import { useSave } from '@/pages/blog/post/usePost';
import { useWriting } from '@/pages/blog/post/useWriting';
import { LinkButton } from '@/ui/LinkButton';
import { PageHeader } from '@/ui/PageHeader';
import { Unsaved } from '@/ui/Unsaved';

interface Props {
  post: Post | null;
  site: BlogSchemas['SiteSettings'];
  /** A new post has been saved and has this id from now on. */
  onCreated: (id: string) => void;
}

function isTouched(draft: Draft, post: Post | null): boolean {
  if (post !== null) return isDirty(draft, post);
  return Object.values(draft.texts).some((one) => one.title + one.body !== '');
}

/** A post in all its languages, while somebody writes. */
export function PostForm({ post, site, onCreated }: Props) {
  const { post: texts, blog } = useTexts();
  const { draft, edition, locale, setLocale, setDraft, write, sent } = useWriting(post, site);
  const save = useSave(post, { onSent: sent, onCreated });
  const text = draft.texts[locale];
  const dirty = isDirty(draft, post);
  const touched = isTouched(draft, post);
  const ready = Object.values(draft.texts).every((one) => one.title.trim() !== '');
  return (
    <>
      <LinkButton
        to="/blog"
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowLeft size={14} />}
        mb="xs"
        ml={-8}
      >
        {texts.backToList}
      </LinkButton>
      <PageHeader title={post === null ? texts.newTitle : text?.title || blog.untitled}>
        {post !== null && <PostState status={post.status} />}
        <Button
          leftSection={<IconDeviceFloppy size={16} />}
          disabled={!(dirty && ready)}
          loading={save.isPending}
          onClick={() => save.mutate(draft)}
        >
          {texts.save}
        </Button>
      </PageHeader>
      <Group justify="space-between" mb="md">
        <LanguageTabs draft={draft} locales={site.locales} locale={locale} onLocale={setLocale} onChange={setDraft} />
        <Text size="xs" c="dimmed" role="status">
          {ready ? (touched ? texts.unsaved : '') : texts.needsTitle}
        </Text>
      </Group>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 9 }}>
          {text !== undefined && (
            <TextEditor
              key={`${locale} ${edition}`}
              locale={locale}
              text={text}
              others={draft.texts}
              site={site}
              onChange={(change) => write(locale, change)}
            />
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <Stack>
            <Aside post={post} draft={draft} locale={locale} dirty={dirty} onChange={setDraft} />
          </Stack>
        </Grid.Col>
      </Grid>
      <Unsaved when={touched} />
    </>
  );
}
