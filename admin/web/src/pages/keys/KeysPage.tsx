import { Alert, Button, Paper } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInfoCircle, IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { CreateKey } from '@/pages/keys/CreateKey';
import { KeyTable } from '@/pages/keys/KeyTable';
import { NewKey } from '@/pages/keys/NewKey';
import { EmptyState } from '@/ui/EmptyState';
import { Loaded } from '@/ui/Loaded';
import { PageHeader } from '@/ui/PageHeader';

function Locked() {
  const { keys } = useTexts();
  const { data } = $api.useQuery('get', '/api/v1/billing/entitlements');
  if (data === undefined || data.features.api_access) return null;
  return (
    <Alert icon={<IconInfoCircle />} mb="lg">
      {keys.locked(data.plan_name)}
    </Alert>
  );
}

export function KeysPage() {
  const { keys } = useTexts();
  const [creating, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<Schemas['CreatedApiKey'] | null>(null);
  const list = $api.useQuery('get', '/api/v1/api-keys');
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {keys.create}
    </Button>
  );
  return (
    <>
      <PageHeader title={keys.title} hint={keys.hint}>
        {create}
      </PageHeader>
      <Locked />
      <Loaded query={list} height={240}>
        {(answer) => {
          const all = Array.isArray(answer) ? answer : answer.items;
          return (
            <Paper p={0} style={{ overflow: 'hidden' }}>
              {all.length === 0 ? (
                <EmptyState icon={IconKey} title={keys.empty} hint={keys.emptyHint}>
                  {create}
                </EmptyState>
              ) : (
                <KeyTable keys={all} />
              )}
            </Paper>
          );
        }}
      </Loaded>
      <CreateKey opened={creating} onClose={close} onMade={setMade} />
      <NewKey made={made} onClose={() => setMade(null)} />
    </>
  );
}
