import { Button, Divider, MultiSelect, Paper, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconHistory, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { $blog, type BlogSchemas } from '@/api/blog';
import { useTexts } from '@/i18n';
import { mainOf, useSite } from '@/pages/blog/languages';
import type { Draft, Post } from '@/pages/blog/post/draft';
import { PreviewLink } from '@/pages/blog/post/PreviewLink';
import { Publishing } from '@/pages/blog/post/Publishing';
import { useDeletePost } from '@/pages/blog/post/usePost';
import { Confirmed } from '@/ui/Confirmed';

const Revisions = lazy(() => import('@/pages/blog/post/Revisions').then((module) => ({ default: module.Revisions })));

interface Props {
  post: Post | null;
  draft: Draft;
  locale: string;
  /** Something is not saved: what would act on the saved post waits. */
  dirty: boolean;
  onChange: (draft: Draft) => void;
}

function useOptions(terms: BlogSchemas['TermShown'][] | undefined) {
  const site = useSite();
  return (terms ?? []).map((term) => ({
    value: term.id,
    label: mainOf(term.translations, site?.default_locale)?.name ?? '',
  }));
}

function Filing({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const { post } = useTexts();
  const categories = useOptions($blog.useQuery('get', '/api/admin/categories').data);
  const tags = useOptions($blog.useQuery('get', '/api/admin/tags').data);
  return (
    <Paper>
      <Stack gap="sm">
        <MultiSelect
          label={post.categories}
          placeholder={categories.length === 0 ? post.noTerms : ''}
          data={categories}
          searchable
          value={draft.categoryIds}
          onChange={(categoryIds) => onChange({ ...draft, categoryIds })}
        />
        <MultiSelect
          label={post.tags}
          placeholder={tags.length === 0 ? post.noTerms : ''}
          data={tags}
          searchable
          value={draft.tagIds}
          onChange={(tagIds) => onChange({ ...draft, tagIds })}
        />
      </Stack>
    </Paper>
  );
}

function Delete({ post }: { post: Post }) {
  const { post: texts, common } = useTexts();
  const remove = useDeletePost();
  return (
    <Confirmed
      title={texts.deleteTitle}
      hint={texts.deleteHint}
      action={common.delete}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(post)}
    >
      {(ask) => (
        <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={ask}>
          {texts.delete}
        </Button>
      )}
    </Confirmed>
  );
}

/** What is done with a post besides writing it. */
export function Aside({ post, draft, locale, dirty, onChange }: Props) {
  const { post: texts } = useTexts();
  const [looking, { open, close }] = useDisclosure(false);
  return (
    <>
      {post !== null && (
        <Paper component="section" aria-label={texts.publishing}>
          <Title order={2} fz="sm" mb="sm">
            {texts.publishing}
          </Title>
          <Publishing post={post} dirty={dirty} />
        </Paper>
      )}
      <Filing draft={draft} onChange={onChange} />
      {post !== null && (
        <Paper>
          <Stack gap="xs">
            <PreviewLink post={post} />
            <Divider />
            <Button variant="subtle" color="gray" leftSection={<IconHistory size={16} />} onClick={open}>
              {texts.revisions}
            </Button>
            <Delete post={post} />
          </Stack>
          <Suspense>{looking && <Revisions post={post} locale={locale} onClose={close} />}</Suspense>
        </Paper>
      )}
    </>
  );
}
