import { ActionIcon, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCopy, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useWord } from '@/i18n/word';
import { Confirmed } from '@/ui/Confirmed';
import { useNotify } from '@/ui/notify';

interface Props {
  template: Schemas['Template'];
  onEdit: () => void;
  onDuplicate: () => void;
}

function useDelete() {
  const { templates } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return $api.useMutation('delete', '/api/v1/templates/{template_id}', {
    onSuccess: () => notify.done(templates.deleted),
    onError: notify.failed,
    onSettled: () => void queries.invalidateQueries({ queryKey: ['get', '/api/v1/templates'] }),
  });
}

function Own({ template, onEdit }: Omit<Props, 'onDuplicate'>) {
  const { templates, common } = useTexts();
  const remove = useDelete();
  return (
    <>
      <Button size="xs" variant="light" leftSection={<IconPencil size={14} />} onClick={onEdit}>
        {common.edit}
      </Button>
      <Confirmed
        title={templates.deleteTitle(template.name)}
        hint={templates.deleteHint}
        action={common.delete}
        busy={remove.isPending}
        onConfirm={(close) =>
          remove.mutate({ params: { path: { template_id: template.id } } }, { onSettled: () => close() })
        }
      >
        {(ask) => (
          <ActionIcon variant="subtle" color="red" onClick={ask} aria-label={`${common.delete}: ${template.name}`}>
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Confirmed>
    </>
  );
}

export function TemplateCard({ template, onEdit, onDuplicate }: Props) {
  const { templates, job } = useTexts();
  const word = useWord();
  const types = template.content_types.map((type) => job.types[type] ?? type);
  return (
    <Paper component="section" aria-label={template.name} h="100%">
      <Stack h="100%" gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} fz="md" lineClamp={1}>
            {template.name}
          </Title>
          <Badge variant={template.is_system ? 'default' : 'light'} tt="none" style={{ flexShrink: 0 }}>
            {template.is_system ? templates.system : templates.yours}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed" lineClamp={3} flex={1}>
          {(template.is_system ? templates.standard[template.name] : undefined) ?? template.description ?? ''}
        </Text>
        <Group gap={6}>
          <Badge variant="light" tt="none">
            {word(template.tone)}
          </Badge>
          <Badge variant="light" color="teal" tt="none">
            {word(template.style)}
          </Badge>
          {template.is_default && (
            <Badge variant="dot" color="gray" tt="none">
              {templates.isDefault}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {types.length === 0 ? templates.typesAll : types.join(', ')}
        </Text>
        <Group gap="xs">
          {!template.is_system && <Own template={template} onEdit={onEdit} />}
          <Button size="xs" variant="default" leftSection={<IconCopy size={14} />} onClick={onDuplicate}>
            {templates.duplicate}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
