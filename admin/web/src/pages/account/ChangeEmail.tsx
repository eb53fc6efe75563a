import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useNotify } from '@/ui/notify';

interface Props {
  opened: boolean;
  withCode: boolean;
  onClose: () => void;
}

/** Asks for a new address; it holds once it is confirmed there. */
export function ChangeEmail({ opened, withCode, onClose }: Props) {
  const { account: texts, common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { email: '', password: '', code: '' } });
  const ask = $api.useMutation('post', '/api/v1/auth/change-email', {
    onSuccess: () => {
      notify.done(texts.changeEmailAsked);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/auth/account'] });
      form.reset();
      onClose();
    },
    onError: notify.failed,
  });
  const send = ({ email, password, code }: typeof form.values) =>
    ask.mutate({ body: { email, password, code: code.trim() || null } });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={texts.changeEmail}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit(send)}>
        <Stack>
          <Text size="sm" c="dimmed">
            {texts.changeEmailHint}
          </Text>
          <TextInput label={texts.newEmail} type="email" required data-autofocus {...form.getInputProps('email')} />
          <PasswordInput
            label={texts.currentPassword}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          {withCode && (
            <TextInput
              label={texts.code}
              description={texts.codeHint}
              required
              autoComplete="one-time-code"
              {...form.getInputProps('code')}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={ask.isPending}>
              {texts.changeEmail}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
