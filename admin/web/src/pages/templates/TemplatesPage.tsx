import { Button, SimpleGrid } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { TemplateCard } from '@/pages/templates/TemplateCard';
import { type Draft, EMPTY, TemplateEditor } from '@/pages/templates/TemplateEditor';
import { Loaded } from '@/ui/Loaded';
import { PageHeader } from '@/ui/PageHeader';

type Template = Schemas['Template'];

function draftOf(one: Template): Draft {
  return {
    id: one.id,
    name: one.name,
    description: one.description ?? '',
    tone: one.tone,
    style: one.style,
    content_types: one.content_types,
    prompt_override: one.prompt_override ?? '',
  };
}

export function TemplatesPage() {
  const { templates: texts } = useTexts();
  const [draft, setDraft] = useState<Draft | null>(null);
  const list = $api.useQuery('get', '/api/v1/templates');
  return (
    <>
      <PageHeader title={texts.title} hint={texts.hint}>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setDraft(EMPTY)}>
          {texts.create}
        </Button>
      </PageHeader>
      <Loaded query={list} height={320}>
        {(answer) => (
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
            {(Array.isArray(answer) ? answer : answer.items).map((one) => (
              <TemplateCard
                key={one.id}
                template={one}
                onEdit={() => setDraft(draftOf(one))}
                onDuplicate={() => setDraft({ ...draftOf(one), id: null, name: texts.copyOf(one.name).slice(0, 100) })}
              />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
      {draft !== null && <TemplateEditor draft={draft} onClose={() => setDraft(null)} />}
    </>
  );
}
