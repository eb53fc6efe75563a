import { Select } from '@mantine/core';
import { useTexts } from '@/i18n';
import { useWord } from '@/i18n/word';

interface Props<T extends string> {
  values: readonly T[];
  value: T | null;
  onChange: (value: T | null) => void;
}

/** Narrows a list to one state. */
export function Filter<T extends string>({ values, value, onChange }: Props<T>) {
  const { operator } = useTexts();
  const word = useWord();
  return (
    <Select
      mb="md"
      w={220}
      aria-label={operator.filter}
      placeholder={operator.filter}
      data={values.map((one) => ({ value: one, label: word(one) }))}
      clearable
      value={value}
      onChange={(next) => onChange(next as T | null)}
    />
  );
}
