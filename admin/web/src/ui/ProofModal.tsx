import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';

export interface Proof {
  password: string;
  code: string | null;
}

interface Props {
  opened: boolean;
  title: string;
  hint: string;
  action: string;
  busy: boolean;
  /** Whether what stands in it besides the proof is filled in. */
  ready?: boolean;
  children?: ReactNode;
  onProve: (proof: Proof) => void;
  onClose: () => void;
}

/** Asks for the password, and a code where there is a second factor, before what is hard to undo. */
export function ProofModal(props: Props) {
  const { opened, title, hint, action, busy, ready = true, children, onProve, onClose } = props;
  const { account, common } = useTexts();
  const { data } = $api.useQuery('get', '/api/v1/auth/account');
  const form = useForm({ initialValues: { password: '', code: '' } });
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <form onSubmit={form.onSubmit(({ password, code }) => onProve({ password, code: code.trim() || null }))}>
        <Stack>
          <Text size="sm">{hint}</Text>
          {children}
          <PasswordInput
            label={account.currentPassword}
            autoComplete="current-password"
            required
            data-autofocus
            {...form.getInputProps('password')}
          />
          {data?.second_factor && (
            <TextInput
              label={account.code}
              description={account.codeHint}
              required
              autoComplete="one-time-code"
              {...form.getInputProps('code')}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" color="red" loading={busy} disabled={!ready}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
