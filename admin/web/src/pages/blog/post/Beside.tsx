import { Paper, ScrollArea, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTexts } from '@/i18n';
import { useLanguageName } from '@/pages/blog/languages';
import type { Text as Written } from '@/pages/blog/post/draft';

const Rendered = lazy(() => import('@/pages/blog/post/Rendered').then((module) => ({ default: module.Rendered })));
const PREVIEW = 'preview';

interface Props {
  locale: string;
  text: Written;
  others: Record<string, Written>;
}

/** What stands beside the text: how readers will see it, or the same post in another language to translate from. */
export function Beside({ locale, text, others }: Props) {
  const { post } = useTexts();
  const languageName = useLanguageName();
  const [chosen, setChosen] = useState(PREVIEW);
  const languages = Object.keys(others).filter((one) => one !== locale);
  const shown = others[chosen] ?? text;
  const choices = [
    { value: PREVIEW, label: post.preview },
    ...languages.map((one) => ({ value: one, label: languageName(one) })),
  ];
  return (
    <Stack gap="sm">
      {languages.length > 0 && (
        <SegmentedControl aria-label={post.beside} data={choices} value={chosen} onChange={setChosen} />
      )}
      <Paper p="md" component="section" aria-label={choices.find(({ value }) => value === chosen)?.label}>
        <ScrollArea.Autosize mah="72vh" type="auto" tabIndex={0}>
          {shown.title + shown.body === '' ? (
            <Text size="sm" c="dimmed">
              {post.previewEmpty}
            </Text>
          ) : (
            <Suspense fallback={<Skeleton height={300} />}>
              <Rendered title={shown.title} body={shown.body} />
            </Suspense>
          )}
        </ScrollArea.Autosize>
      </Paper>
    </Stack>
  );
}
