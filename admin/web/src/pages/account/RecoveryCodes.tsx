import { Alert, Button, Code, Group, Modal, SimpleGrid, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { save } from '@/api/client';
import { useTexts } from '@/i18n';
import { CopyAction } from '@/ui/CopyAction';

/** Recovery codes, shown once. */
export function RecoveryCodes({ codes, onClose }: { codes: string[] | null; onClose: () => void }) {
  const { account, common } = useTexts();
  const { factor } = account;
  const text = `${(codes ?? []).join('\n')}\n`;
  return (
    <Modal
      opened={codes !== null}
      onClose={onClose}
      title={factor.codesTitle}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Alert color="yellow">{factor.codesHint}</Alert>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          {codes?.map((code) => (
            <Code key={code} ta="center" fz="sm">
              {code}
            </Code>
          ))}
        </SimpleGrid>
        <Group justify="space-between">
          <Group gap={4}>
            <CopyAction value={text} label={factor.codesTitle} />
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() => save(new Blob([text], { type: 'text/plain' }), 'contentforge-recovery-codes.txt')}
            >
              {common.download}
            </Button>
          </Group>
          <Button ml="auto" onClick={onClose}>
            {factor.kept}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
