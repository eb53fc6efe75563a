import { Group, Select, Text } from '@mantine/core';
import { useTexts } from '@/i18n';
import { sameTag, useTags } from '@/jobs/tags/useTags';
import classes from '@/pages/library/TagFilter.module.css';

/** Wider than the field, so that most tags stand on one line. */
const DROPDOWN = 260;

interface Props {
  value: string | null;
  onChange: (tag: string | null) => void;
}

/** Picks one of the tags in use; the one that was picked stays there when no job has it any more. */
export function TagFilter({ value, onChange }: Props) {
  const { library } = useTexts();
  const used = useTags();
  const gone = value !== null && !used.some(({ tag }) => sameTag(tag, value));
  const chosen = value === null ? null : (used.find(({ tag }) => sameTag(tag, value))?.tag ?? value);
  const jobs = new Map(used.map(({ tag, jobs: count }) => [tag, count]));
  if (used.length === 0 && value === null) return null;
  return (
    <Select
      w={{ base: '100%', xs: 170 }}
      aria-label={library.filterTag}
      placeholder={library.filterTag}
      data={[...(gone ? [value] : []), ...jobs.keys()]}
      value={chosen}
      searchable
      clearable
      limit={100}
      comboboxProps={{ width: DROPDOWN, position: 'bottom-end' }}
      nothingFoundMessage={library.noSuchTag}
      renderOption={({ option }) => (
        <Group justify="space-between" wrap="nowrap" gap="xs" w="100%">
          <Text size="sm" className={classes.name}>
            {option.value}
          </Text>
          <Text size="xs" c="dimmed">
            {jobs.get(option.value) ?? 0}
          </Text>
        </Group>
      )}
      onChange={onChange}
    />
  );
}
