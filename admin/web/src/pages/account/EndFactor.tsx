import { Button, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { api, bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import { useNotify } from '@/ui/notify';

interface Props {
  step: 'disable' | 'renew';
  onDone: (codes: string[] | null) => void;
  onClose: () => void;
}

interface Proof {
  password: string;
  code: string;
}

/** Turns the second factor off, or makes new recovery codes; both take the password and a code. */
export function EndFactor({ step, onDone, onClose }: Props) {
  const { account: texts, common } = useTexts();
  const { factor } = texts;
  const notify = useNotify();
  const form = useForm<Proof>({ initialValues: { password: '', code: '' } });
  const title = step === 'disable' ? factor.disable : factor.renew;
  const prove = useMutation({
    mutationFn: async (body: Proof): Promise<string[] | null> => {
      if (step === 'renew')
        return bodyOf(await api.POST('/api/v1/auth/second-factor/recovery-codes', { body })).recovery_codes;
      await api.POST('/api/v1/auth/second-factor/disable', { body });
      return null;
    },
    onSuccess: (codes) => {
      if (step === 'disable') notify.done(factor.disabled);
      onDone(codes);
    },
    onError: notify.failed,
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      <form onSubmit={form.onSubmit((values) => prove.mutate(values))}>
        <Stack>
          <PasswordInput
            label={texts.currentPassword}
            autoComplete="current-password"
            required
            data-autofocus
            {...form.getInputProps('password')}
          />
          <TextInput
            label={texts.code}
            description={texts.codeHint}
            required
            autoComplete="one-time-code"
            {...form.getInputProps('code')}
          />
          <Button type="submit" color={step === 'disable' ? 'red' : undefined} loading={prove.isPending}>
            {title}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
