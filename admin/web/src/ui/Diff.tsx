import { Text } from '@mantine/core';
import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';
import classes from '@/ui/Diff.module.css';

/** What was taken out and put in between two texts, word by word. */
export function Diff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diffWordsWithSpace(before, after), [before, after]);
  return (
    <Text size="sm" component="div" className={classes.text}>
      {parts.map((part, place) => {
        const Mark = part.added ? 'ins' : part.removed ? 'del' : 'span';
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one comparison never move
        return <Mark key={place}>{part.value}</Mark>;
      })}
    </Text>
  );
}
