import { Alert, Box, Button, Code, Group, Modal, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { examplesFor } from '@/pages/keys/examples';
import { CopyAction } from '@/ui/CopyAction';

function Snippet({ text, label }: { text: string; label: string }) {
  return (
    <Box pos="relative">
      <Code block pr={44} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Code>
      <Box pos="absolute" top={6} right={6}>
        <CopyAction value={text} label={label} />
      </Box>
    </Box>
  );
}

/** A new key, shown once, with examples that work as they are pasted. */
export function NewKey({ made, onClose }: { made: Schemas['CreatedApiKey'] | null; onClose: () => void }) {
  const { keys, common } = useTexts();
  const examples = made === null ? [] : examplesFor(made.key);
  return (
    <Modal
      opened={made !== null}
      onClose={onClose}
      title={keys.createdTitle}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Alert color="yellow" icon={<IconAlertTriangle />}>
          {keys.createdHint}
        </Alert>
        <Snippet text={made?.key ?? ''} label={keys.key} />
        <Text fw={600} size="sm">
          {keys.tryIt}
        </Text>
        <Tabs defaultValue={examples[0]?.name}>
          <Tabs.List>
            {examples.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {examples.map(({ name, text }) => (
            <Tabs.Panel key={name} value={name} pt="sm">
              <Snippet text={text} label={name} />
            </Tabs.Panel>
          ))}
        </Tabs>
        <Group justify="flex-end">
          <Button onClick={onClose}>{keys.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
