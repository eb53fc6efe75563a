import { Chip, Collapse, Group, Select, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { TYPES } from '@/pages/generate/order';
import type { OrderForm } from '@/pages/generate/Sources';

const PROVIDERS = ['openai', 'openrouter', 'gemini', 'local'];

function Advanced({ form }: { form: OrderForm }) {
  const { generate } = useTexts();
  const [opened, { toggle }] = useDisclosure(false);
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={opened}>
        <Group gap={4}>
          {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
          <Text size="sm" fw={500}>
            {generate.advanced}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <SimpleGrid cols={{ base: 1, xs: 2 }} mt="sm">
          <Select
            label={generate.provider}
            placeholder={generate.providerAuto}
            data={PROVIDERS}
            clearable
            {...form.getInputProps('provider')}
          />
          <TextInput label={generate.model} maxLength={100} {...form.getInputProps('model')} />
        </SimpleGrid>
        <Text size="xs" c="dimmed" mt={6}>
          {generate.modelHint}
        </Text>
      </Collapse>
    </div>
  );
}

/** How the texts are written: which ones, by which template, by whom. */
export function Manner({ form }: { form: OrderForm }) {
  const { generate, job } = useTexts();
  const { data } = $api.useQuery('get', '/api/v1/templates', {}, { staleTime: 60_000 });
  const all = data === undefined ? [] : Array.isArray(data) ? data : data.items;
  return (
    <Stack>
      <Chip.Group multiple {...form.getInputProps('types')}>
        <Stack gap={6}>
          <Text size="sm" fw={500}>
            {generate.types}
          </Text>
          <Group gap={8}>
            {TYPES.map((type) => (
              <Chip key={type} value={type} size="sm" variant="light">
                {job.types[type]}
              </Chip>
            ))}
          </Group>
        </Stack>
      </Chip.Group>
      <Select
        label={generate.template}
        placeholder={generate.templateDefault}
        data={all.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
        {...form.getInputProps('template')}
      />
      <Advanced form={form} />
    </Stack>
  );
}
