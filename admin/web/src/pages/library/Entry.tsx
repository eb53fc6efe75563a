import { Box, Checkbox, Group, Text } from '@mantine/core';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { StateBadge } from '@/jobs/StateBadge';
import { type Job, nameOf } from '@/jobs/state';
import { TagBadges } from '@/jobs/tags/TagBadges';
import classes from '@/pages/library/Entry.module.css';
import { LinkAnchor } from '@/ui/LinkButton';

interface Props {
  job: Job;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

/** More would push the next entries away; the job's page has them all. */
const SHOWN_TAGS = 6;
const EXCERPT = ['description', 'meta_description', 'title'];

/** The text that says most about a job in two lines. */
function excerptOf(job: Job): string {
  const item = EXCERPT.map((type) => job.content_items.find((one) => one.content_type === type)).find(Boolean);
  return item?.content ?? job.content_items[0]?.content ?? job.error_message ?? '';
}

export function Entry({ job, selected, onSelect }: Props) {
  const { library, job: texts } = useTexts();
  const format = useFormat();
  const name = nameOf(job, texts.untitled);
  const details = [
    library.sources[job.source_type] ?? job.source_type,
    job.content_items.length > 0 ? library.texts(job.content_items.length) : null,
    job.image_items.length > 0 ? library.pictures(job.image_items.length) : null,
    format.relative(job.created_at),
  ].filter((part) => part !== null);
  return (
    <Group className={classes.entry} wrap="nowrap" align="flex-start" gap="md" data-selected={selected}>
      <Checkbox
        mt={3}
        checked={selected}
        onChange={(event) => onSelect(event.currentTarget.checked)}
        aria-label={library.select(name)}
      />
      <Box miw={0} flex={1}>
        <Group justify="space-between" wrap="nowrap" gap="sm">
          <LinkAnchor to="/jobs/$jobId" params={{ jobId: job.id }} fw={600} className={classes.name} truncate>
            {name}
          </LinkAnchor>
          <StateBadge status={job.status} />
        </Group>
        <Text size="sm" lineClamp={2} mt={2} c="dimmed">
          {excerptOf(job)}
        </Text>
        <Text size="xs" c="dimmed" mt={6}>
          {details.join(' · ')}
        </Text>
        <TagBadges tags={job.tags} most={SHOWN_TAGS} mt={8} />
      </Box>
    </Group>
  );
}
