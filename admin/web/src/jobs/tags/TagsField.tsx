import { TagsInput } from '@mantine/core';
import { useTexts } from '@/i18n';
import { LONGEST_TAG, MOST_TAGS } from '@/jobs/tags/useTags';

interface Props {
  label: string;
  /** The heading above says what this is. */
  headed?: boolean;
  value: string[];
  suggested: string[];
  readOnly?: boolean;
  autoFocus?: boolean;
  onChange: (tags: string[]) => void;
}

/** Where tags are typed or picked. */
export function TagsField({
  label,
  headed = false,
  value,
  suggested,
  readOnly = false,
  autoFocus = false,
  onChange,
}: Props) {
  const { job } = useTexts();
  return (
    <TagsInput
      label={headed ? undefined : label}
      aria-label={headed ? label : undefined}
      description={job.tagHint(MOST_TAGS)}
      data={suggested}
      value={value}
      maxTags={MOST_TAGS}
      maxLength={LONGEST_TAG}
      readOnly={readOnly}
      openOnFocus={false}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      limit={50}
      onChange={onChange}
    />
  );
}
