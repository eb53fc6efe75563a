import { Badge, Group, type MantineSpacing, Tooltip } from '@mantine/core';
import { useTexts } from '@/i18n';
import classes from '@/jobs/tags/TagBadges.module.css';

interface Props {
  tags: string[];
  /** Further ones are counted, and told when one points there. */
  most?: number;
  mt?: MantineSpacing;
}

/** The tags of a job. */
export function TagBadges({ tags, most = tags.length, mt }: Props) {
  const { library } = useTexts();
  if (tags.length === 0) return null;
  const shown = tags.slice(0, most);
  const rest = tags.slice(most);
  return (
    <Group component="ul" gap={6} mt={mt} className={classes.list} aria-label={library.tags}>
      {shown.map((tag) => (
        <li key={tag} className={classes.tag}>
          <Badge variant="light" color="gray" tt="none" fw={500} maw="100%" miw={0} title={tag}>
            {tag}
          </Badge>
        </li>
      ))}
      {rest.length > 0 && (
        <li className={classes.tag}>
          <Tooltip label={rest.join(', ')} withArrow multiline maw={320}>
            <Badge variant="light" color="gray" tt="none" fw={500} aria-label={rest.join(', ')}>
              {library.moreTags(rest.length)}
            </Badge>
          </Tooltip>
        </li>
      )}
    </Group>
  );
}
