import { Center, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  icon: Icon;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** What stands where there is nothing yet: what would be here, and how to get it. */
export function EmptyState({ icon: Shown, title, hint, children }: Props) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={420}>
        <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
          <Shown size={28} stroke={1.6} />
        </ThemeIcon>
        <Title order={2} fz="lg" mt="xs" ta="center">
          {title}
        </Title>
        <Text c="dimmed" ta="center">
          {hint}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
