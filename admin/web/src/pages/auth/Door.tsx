import { Box, Center, Flex, List, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import classes from '@/pages/auth/Door.module.css';
import { Brand } from '@/shell/Brand';

interface Props {
  title: string;
  hint?: string;
  children?: ReactNode;
}

function Pitch() {
  const { auth } = useTexts();
  return (
    <Box className={classes.promise} visibleFrom="md" aria-hidden>
      <Stack justify="center" h="100%" maw={440} mx="auto" px="xl">
        <Text className={classes.claim}>{auth.promise}</Text>
        <List
          spacing="md"
          mt="lg"
          center
          icon={
            <ThemeIcon size={24} radius="xl" className={classes.tick}>
              <IconCheck size={14} />
            </ThemeIcon>
          }
        >
          {auth.points.map((point) => (
            <List.Item key={point}>
              <Text lh={1.4}>{point}</Text>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Box>
  );
}

/** The frame of all pages that people see before they are signed in. */
export function Door({ title, hint, children }: Props) {
  const { common } = useTexts();
  useDocumentTitle(`${title} · ${common.product}`);
  return (
    <Flex mih="100dvh">
      <Center component="main" flex={1} px="md" py="xl">
        <Box w="100%" maw={400}>
          <Brand />
          <Title order={1} fz={26} mt={40}>
            {title}
          </Title>
          {hint !== undefined && (
            <Text c="dimmed" mt={6}>
              {hint}
            </Text>
          )}
          <Box mt="xl">{children}</Box>
        </Box>
      </Center>
      <Pitch />
    </Flex>
  );
}
