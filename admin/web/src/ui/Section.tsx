import { Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  hint?: string;
  /** What stands beside the title. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ title, hint, aside, children }: Props) {
  return (
    <Paper component="section" aria-label={title}>
      <Group justify="space-between" mb={hint === undefined ? 'md' : 4}>
        <Title order={2} fz="md">
          {title}
        </Title>
        {aside}
      </Group>
      {hint !== undefined && (
        <Text size="sm" c="dimmed" mb="md">
          {hint}
        </Text>
      )}
      {children}
    </Paper>
  );
}
