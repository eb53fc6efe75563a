import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { IconCompass, IconTool } from '@tabler/icons-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Refused, Unreachable } from '@/api/errors';
import { useTexts } from '@/i18n';
import { EmptyState } from '@/ui/EmptyState';
import { LinkButton } from '@/ui/LinkButton';
import { problemOf } from '@/ui/problem';

export function NotFound() {
  const { errors } = useTexts();
  return (
    <Center component="main" mih="80dvh">
      <EmptyState icon={IconCompass} title={errors.notFound} hint={errors.notFoundHint}>
        <LinkButton to="/generate" mt="sm">
          {errors.toStart}
        </LinkButton>
      </EmptyState>
    </Center>
  );
}

// Browsers word it differently; what they have in common is that a part of the page could not be fetched.
const OUTDATED = /dynamically imported module|importing a module script|module script failed|preload css/i;

/** What stands in place of a page that broke; the rest of the dashboard goes on. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const texts = useTexts();
  const { errors, common } = texts;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const outdated = OUTDATED.test(message);
  const told = error instanceof Refused || error instanceof Unreachable;
  const title = outdated ? errors.outdated : told ? errors.title : errors.crash;
  const hint = outdated ? errors.outdatedHint : told ? problemOf(error, texts) : errors.crashHint;
  return (
    <EmptyState icon={IconTool} title={title} hint={hint}>
      <Center mt="sm">
        <Stack gap="xs">
          {!outdated && <Button onClick={reset}>{common.retry}</Button>}
          <Button variant={outdated ? 'filled' : 'default'} onClick={() => window.location.reload()}>
            {errors.reload}
          </Button>
        </Stack>
      </Center>
      {!outdated && !told && (
        <Text size="xs" c="dimmed" ff="monospace" mt="md" ta="center">
          <Title order={3} fz="xs" component="span">
            {name}
          </Title>
          : {message}
        </Text>
      )}
    </EmptyState>
  );
}
