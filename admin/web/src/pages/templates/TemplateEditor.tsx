import {
  Autocomplete,
  Button,
  Drawer,
  Group,
  MultiSelect,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '@/api/client';
import { Refused } from '@/api/errors';
import { useTexts } from '@/i18n';
import { Instruction } from '@/pages/templates/Instruction';
import { useNotify } from '@/ui/notify';
import { Unsaved } from '@/ui/Unsaved';

type Types = NonNullable<Schemas['CreateTemplate']['content_types']>;

export interface Draft {
  /** Null is one that is to be made. */
  id: string | null;
  name: string;
  description: string;
  tone: string;
  style: string;
  content_types: Types;
  prompt_override: string;
}

export const EMPTY: Draft = {
  id: null,
  name: '',
  description: '',
  tone: 'professional',
  style: 'detailed',
  content_types: [],
  prompt_override: '',
};

async function save({ id, ...draft }: Draft): Promise<void> {
  const body = { ...draft, description: draft.description || null, prompt_override: draft.prompt_override || null };
  if (id === null) await api.POST('/api/v1/templates', { body });
  else await api.PATCH('/api/v1/templates/{template_id}', { body, params: { path: { template_id: id } } });
}

function useSave(onDone: () => void, onFields: (fields: Record<string, string>) => void) {
  const { templates } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: (_, { id }) => {
      notify.done(id === null ? templates.created : templates.saved);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/templates'] });
      onDone();
    },
    onError: (error) => {
      if (error instanceof Refused && Object.keys(error.fields).length > 0) onFields({ ...error.fields });
      else notify.failed(error);
    },
  });
}

function Voice({ form }: { form: ReturnType<typeof useForm<Draft>> }) {
  const { templates, job } = useTexts();
  return (
    <>
      <TextInput label={templates.name} required maxLength={100} data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label={templates.description}
        autosize
        minRows={1}
        maxLength={1000}
        {...form.getInputProps('description')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Autocomplete
          label={templates.tone}
          data={[...templates.tones]}
          maxLength={50}
          {...form.getInputProps('tone')}
        />
        <Autocomplete
          label={templates.style}
          data={[...templates.styles]}
          maxLength={50}
          {...form.getInputProps('style')}
        />
      </SimpleGrid>
      <MultiSelect
        label={templates.types}
        placeholder={form.values.content_types.length === 0 ? templates.typesAll : ''}
        data={Object.entries(job.types).map(([value, label]) => ({ value, label }))}
        {...form.getInputProps('content_types')}
      />
    </>
  );
}

/** Makes or changes a template, and shows its instruction as the model will read it. */
export function TemplateEditor({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { templates, common } = useTexts();
  const form = useForm<Draft>({ initialValues: draft });
  const saving = useSave(onClose, form.setErrors);
  const touched = form.isDirty() && !saving.isSuccess;
  return (
    <Drawer
      opened
      onClose={onClose}
      // A slip beside it must not cost what has been written.
      closeOnClickOutside={!touched}
      closeOnEscape={!touched}
      position="right"
      size="xl"
      title={draft.id === null ? templates.newTitle : templates.editTitle}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
        <Stack>
          <Voice form={form} />
          <Instruction
            value={form.values.prompt_override}
            tone={form.values.tone}
            style={form.values.style}
            error={form.errors.prompt_override}
            onChange={(value) => form.setFieldValue('prompt_override', value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
      <Unsaved when={touched} />
    </Drawer>
  );
}
