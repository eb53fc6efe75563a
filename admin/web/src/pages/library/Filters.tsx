import { Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { TagFilter } from '@/pages/library/TagFilter';
import type { Wish } from '@/pages/library/useLibrary';

interface Props {
  wish: Wish;
  onChange: (wish: Wish) => void;
}

function options(texts: Record<string, string>) {
  return Object.entries(texts).map(([value, label]) => ({ value, label }));
}

export function Filters({ wish, onChange }: Props) {
  const { library, job, common } = useTexts();
  return (
    <Group mb="md" gap="sm">
      <TextInput
        flex={1}
        miw={220}
        type="search"
        aria-label={common.search}
        placeholder={library.searchHint}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={wish.search}
        maxLength={200}
        onChange={(event) => onChange({ ...wish, search: event.currentTarget.value })}
      />
      <Select
        w={{ base: '48%', xs: 150 }}
        aria-label={library.filterStatus}
        placeholder={library.filterStatus}
        data={options(job.states)}
        value={wish.status}
        clearable
        onChange={(status) => onChange({ ...wish, status })}
      />
      <Select
        w={{ base: '48%', xs: 160 }}
        aria-label={library.filterSource}
        placeholder={library.filterSource}
        data={options(library.sources)}
        value={wish.source}
        clearable
        onChange={(source) => onChange({ ...wish, source })}
      />
      <TagFilter value={wish.tag} onChange={(tag) => onChange({ ...wish, tag })} />
    </Group>
  );
}
