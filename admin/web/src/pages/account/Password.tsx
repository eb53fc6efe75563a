import { Button, Group, PasswordInput, SimpleGrid } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/Section';

const SHORTEST = 8;

export function Password() {
  const { account: texts, auth } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { current_password: '', new_password: '' },
    validate: { new_password: (value) => (value.length < SHORTEST ? auth.passwordHint : null) },
  });
  const change = $api.useMutation('post', '/api/v1/auth/change-password', {
    onSuccess: () => {
      notify.done(texts.passwordChanged);
      form.reset();
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/auth/sessions'] });
    },
    onError: notify.failed,
  });
  return (
    <Section title={texts.password}>
      <form onSubmit={form.onSubmit((body) => change.mutate({ body }))} noValidate>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <PasswordInput
            label={texts.currentPassword}
            autoComplete="current-password"
            required
            {...form.getInputProps('current_password')}
          />
          <PasswordInput
            label={texts.newPassword}
            autoComplete="new-password"
            required
            {...form.getInputProps('new_password')}
          />
        </SimpleGrid>
        <Group justify="flex-end" mt="md">
          <Button type="submit" variant="default" loading={change.isPending}>
            {texts.changePassword}
          </Button>
        </Group>
      </form>
    </Section>
  );
}
