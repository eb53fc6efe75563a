import { Button, Group, Modal, Text } from '@mantine/core';
import { useTexts } from '@/i18n';

interface Props {
  opened: boolean;
  title: string;
  hint: string;
  action: string;
  /** What not doing it is called; “Cancel” if nothing else. */
  refusal?: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once before something that cannot be undone. */
export function ConfirmModal({ opened, title, hint, action, refusal, busy = false, onConfirm, onClose }: Props) {
  const { common } = useTexts();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <Text size="sm" mb="lg">
        {hint}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {refusal ?? common.cancel}
        </Button>
        <Button color="red" onClick={onConfirm} loading={busy}>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
