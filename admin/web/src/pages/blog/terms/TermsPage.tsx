import { Box, Button, Group, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconFolder, IconPlus, IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import { $blog } from '@/api/blog';
import { useTexts } from '@/i18n';
import { BlogHeader } from '@/pages/blog/BlogHeader';
import { mainOf, useSite } from '@/pages/blog/languages';
import { TermEditor } from '@/pages/blog/terms/TermEditor';
import { draftOf, type Kind, type Term, type TermDraft, treeOf } from '@/pages/blog/terms/term';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';

const INDENT = 28;

function Row({ term, depth, kind, onEdit }: { term: Term; depth: number; kind: Kind; onEdit: () => void }) {
  const { terms } = useTexts();
  const site = useSite();
  const Shown = kind === 'categories' ? IconFolder : IconTag;
  return (
    <UnstyledButton className="row-link" onClick={onEdit} w="100%" pl={8 + depth * INDENT}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Shown size={18} stroke={1.6} aria-hidden />
          <Box miw={0}>
            <Text fw={500} truncate>
              {mainOf(term.translations, site?.default_locale)?.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {term.translations.map(({ locale, slug }) => `${locale}: ${slug}`).join(' · ')}
            </Text>
          </Box>
        </Group>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
          {terms.posts(term.postCount)}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

function useTerms(kind: Kind) {
  const categories = $blog.useQuery('get', '/api/admin/categories', {}, { enabled: kind === 'categories' });
  const tags = $blog.useQuery('get', '/api/admin/tags', {}, { enabled: kind === 'tags' });
  return kind === 'categories' ? categories : tags;
}

function TermsPage({ kind }: { kind: Kind }) {
  const { terms } = useTexts();
  const query = useTerms(kind);
  const [draft, setDraft] = useState<TermDraft | null>(null);
  const category = kind === 'categories';
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setDraft(draftOf(null))}>
      {category ? terms.newCategory : terms.newTag}
    </Button>
  );
  return (
    <>
      <BlogHeader place={kind}>{create}</BlogHeader>
      <Loaded query={query} height={240}>
        {(all) => (
          <Paper p="xs">
            {all.length === 0 && (
              <EmptyState
                icon={category ? IconFolder : IconTag}
                title={category ? terms.noCategories : terms.noTags}
                hint={terms.emptyHint}
              />
            )}
            {treeOf(all).map(({ term, depth }) => (
              <Row key={term.id} term={term} depth={depth} kind={kind} onEdit={() => setDraft(draftOf(term))} />
            ))}
            {draft !== null && <TermEditor kind={kind} draft={draft} all={all} onClose={() => setDraft(null)} />}
          </Paper>
        )}
      </Loaded>
    </>
  );
}

export function CategoriesPage() {
  return <TermsPage kind="categories" />;
}

export function TagsPage() {
  return <TermsPage kind="tags" />;
}
