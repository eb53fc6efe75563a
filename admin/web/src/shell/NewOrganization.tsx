import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { organization } from '@/session/organization';
import { mayLeave } from '@/ui/leaving';
import { useNotify } from '@/ui/notify';

export function NewOrganization({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { nav, common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({ initialValues: { name: '' } });
  const make = $api.useMutation('post', '/api/v1/organizations', {
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['get', '/api/v1/organizations'] });
      form.reset();
      onClose();
      if (!(await mayLeave())) return;
      organization.choose(made.slug);
      notify.done(nav.organizationMade(made.name));
      void navigate({ to: '/generate', ignoreBlocker: true });
    },
    onError: notify.failed,
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={nav.newOrganization}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit(({ name }) => make.mutate({ body: { name } }))}>
        <TextInput
          label={nav.organizationName}
          description={nav.organizationHint}
          required
          maxLength={100}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit" loading={make.isPending}>
            {common.create}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
