import { Box, Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';

interface Props {
  title: string;
  hint?: string;
  children?: ReactNode;
}

/** The head of a page: what it is, in one line what for, and its main actions. */
export function PageHeader({ title, hint, children }: Props) {
  useDocumentTitle(`${title} · ${useTexts().common.product}`);
  return (
    <Group justify="space-between" align="flex-start" mb="lg" gap="sm">
      <Box miw={0}>
        <Title order={1} fz={{ base: 24, sm: 28 }} lh={1.2}>
          {title}
        </Title>
        {hint !== undefined && (
          <Text c="dimmed" mt={4}>
            {hint}
          </Text>
        )}
      </Box>
      {children !== undefined && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
