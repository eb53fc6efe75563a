import { Paper, SimpleGrid, Skeleton, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import type { BlogSchemas } from '@/api/blog';
import { useTexts } from '@/i18n';
import { Beside } from '@/pages/blog/post/Beside';
import type { Text as Written } from '@/pages/blog/post/draft';
import { PicturePicker } from '@/pages/blog/post/PicturePicker';
import { Search } from '@/pages/blog/post/Search';

const MarkdownEditor = lazy(() =>
  import('@/pages/blog/post/MarkdownEditor').then((module) => ({ default: module.MarkdownEditor })),
);
const WORDS_A_MINUTE = 200;

interface Props {
  locale: string;
  text: Written;
  others: Record<string, Written>;
  site: BlogSchemas['SiteSettings'];
  onChange: (change: Partial<Written>) => void;
}

function Length({ body }: { body: string }) {
  const { post } = useTexts();
  const words = body.split(/\s+/).filter((word) => word !== '').length;
  return (
    <Text size="xs" c="dimmed">
      {post.words(words, Math.max(1, Math.ceil(words / WORDS_A_MINUTE)))}
    </Text>
  );
}

function Writing({ text, onChange }: Pick<Props, 'text' | 'onChange'>) {
  const { fields } = useTexts().post;
  const [picking, setPicking] = useState(false);
  const insert = useRef<(markdown: string) => void>(() => {});
  return (
    <Stack>
      <TextInput
        label={fields.title}
        required
        size="md"
        maxLength={200}
        value={text.title}
        onChange={(event) => onChange({ title: event.currentTarget.value })}
      />
      <Textarea
        label={fields.excerpt}
        autosize
        maxLength={1000}
        value={text.excerpt}
        onChange={(event) => onChange({ excerpt: event.currentTarget.value })}
      />
      <Suspense fallback={<Skeleton height={400} radius="md" />}>
        <MarkdownEditor
          initial={text.body}
          label={fields.body}
          onChange={(body) => onChange({ body })}
          onPicture={(put) => {
            insert.current = put;
            setPicking(true);
          }}
        />
      </Suspense>
      <Length body={text.body} />
      <PicturePicker
        opened={picking}
        onClose={() => setPicking(false)}
        onPick={(media) => insert.current(`![${media.alt || media.originalName}](${media.variants.lg ?? media.url})`)}
      />
    </Stack>
  );
}

/** One language of a post: its text with something beside it, and how it is found. */
export function TextEditor({ locale, text, others, site, onChange }: Props) {
  const { sections } = useTexts().post;
  return (
    <Tabs defaultValue="write" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="write">{sections.write}</Tabs.Tab>
        <Tabs.Tab value="seo">{sections.seo}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="write">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Writing text={text} onChange={onChange} />
          <Beside locale={locale} text={text} others={others} />
        </SimpleGrid>
      </Tabs.Panel>
      <Tabs.Panel value="seo">
        <Paper>
          <Search locale={locale} text={text} site={site} onChange={onChange} />
        </Paper>
      </Tabs.Panel>
    </Tabs>
  );
}
