import { Checkbox, SegmentedControl, SimpleGrid, Skeleton, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { lazy, Suspense } from 'react';
import { useTexts } from '@/i18n';
import type { Order, Source } from '@/pages/generate/order';

const CsvSource = lazy(() => import('@/pages/generate/CsvSource').then((module) => ({ default: module.CsvSource })));

export type OrderForm = UseFormReturnType<Order>;

const SOURCES: Source[] = ['url', 'csv', 'manual'];

function UrlSource({ form }: { form: OrderForm }) {
  const { url } = useTexts().generate;
  return (
    <Stack>
      <Textarea
        label={url.label}
        description={url.many}
        placeholder={url.placeholder}
        autosize
        minRows={1}
        maxRows={8}
        inputMode="url"
        spellCheck={false}
        autoCapitalize="none"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('urls')}
      />
      <Checkbox
        label={url.images}
        description={url.imagesHint}
        {...form.getInputProps('pageImages', { type: 'checkbox' })}
      />
    </Stack>
  );
}

function FactsSource({ form }: { form: OrderForm }) {
  const { facts } = useTexts().generate;
  return (
    <Stack>
      <TextInput label={facts.name} withAsterisk maxLength={300} {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={facts.price} {...form.getInputProps('price')} />
        <TextInput label={facts.category} {...form.getInputProps('category')} />
      </SimpleGrid>
      <Textarea
        label={facts.features}
        description={facts.featuresHint}
        autosize
        minRows={2}
        maxRows={8}
        {...form.getInputProps('features')}
      />
      <Textarea label={facts.description} autosize minRows={2} maxRows={8} {...form.getInputProps('description')} />
    </Stack>
  );
}

/** What the texts are made from. */
export function Sources({ form }: { form: OrderForm }) {
  const { sources } = useTexts().generate;
  const { source, csv } = form.values;
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        aria-label={Object.values(sources).join(', ')}
        data={SOURCES.map((value) => ({ value, label: sources[value] }))}
        value={source}
        onChange={(value) => form.setFieldValue('source', value as Source)}
      />
      {source === 'url' && <UrlSource form={form} />}
      {source === 'csv' && (
        <Suspense fallback={<Skeleton height={160} radius="lg" />}>
          <CsvSource table={csv} onRead={(table) => form.setFieldValue('csv', table)} />
        </Suspense>
      )}
      {source === 'manual' && <FactsSource form={form} />}
    </Stack>
  );
}
