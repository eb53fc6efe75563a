import { ScrollArea, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '@/i18n';
import { Actions } from '@/pages/operator/Actions';
import { Events } from '@/pages/operator/Events';
import { Health } from '@/pages/operator/Health';
import { Inbox } from '@/pages/operator/Inbox';
import { Jobs } from '@/pages/operator/Jobs';
import { Mails } from '@/pages/operator/Mails';
import { Organizations } from '@/pages/operator/Organizations';
import { PageHeader } from '@/ui/PageHeader';

const PARTS: Record<string, () => ReactNode> = {
  health: Health,
  organizations: Organizations,
  jobs: Jobs,
  inbox: Inbox,
  events: Events,
  mails: Mails,
  actions: Actions,
};

export function OperatorPage() {
  const { operator } = useTexts();
  const { tab = 'health' } = useSearch({ from: '/inside/operator' });
  const navigate = useNavigate();
  const Part = PARTS[tab] ?? Health;
  return (
    <>
      <PageHeader title={operator.title} hint={operator.hint} />
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ to: '/operator', search: { tab: next ?? 'health' } })}
        mb="lg"
      >
        <ScrollArea type="never">
          <Tabs.List className="one-line">
            {Object.entries(operator.tabs).map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </ScrollArea>
      </Tabs>
      <Part />
    </>
  );
}
