import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useNotify } from '@/ui/notify';

type Scope = Schemas['CreateApiKey']['scopes'] extends (infer S)[] | undefined ? S : never;

const SCOPES: Scope[] = ['read', 'write'];
const DAYS: Record<string, number> = { month: 30, quarter: 90, year: 365 };
const DAY_MS = 86_400_000;

interface Props {
  opened: boolean;
  onClose: () => void;
  onMade: (made: Schemas['CreatedApiKey']) => void;
}

function endOf(choice: string): string | null {
  const days = DAYS[choice];
  return days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString();
}

function useCreate({ onClose, onMade }: Props, reset: () => void) {
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('post', '/api/v1/api-keys', {
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/api-keys'] });
      reset();
      onClose();
      onMade(made);
    },
    onError: notify.failed,
  });
}

export function CreateKey(props: Props) {
  const { keys, common } = useTexts();
  const form = useForm({ initialValues: { name: '', scopes: SCOPES as string[], expiry: 'never' } });
  const create = useCreate(props, form.reset);
  const send = (values: typeof form.values) =>
    create.mutate({
      body: { name: values.name, scopes: values.scopes as Scope[], expires_at: endOf(values.expiry) },
    });
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={keys.create}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit(send)}>
        <Stack>
          <TextInput
            label={keys.name}
            placeholder={keys.namePlaceholder}
            required
            maxLength={100}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Checkbox.Group label={keys.scopes} {...form.getInputProps('scopes')}>
            <Group mt={6}>
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={keys.scopeNames[scope]} />
              ))}
            </Group>
          </Checkbox.Group>
          <Select
            label={keys.expires}
            data={Object.entries(keys.expiry).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            {...form.getInputProps('expiry')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={form.values.scopes.length === 0}>
              {common.create}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
