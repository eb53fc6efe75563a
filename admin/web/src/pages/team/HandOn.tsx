import { Button, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useMembers } from '@/pages/team/useMembers';
import { useMe } from '@/session/person';
import { useNotify } from '@/ui/notify';
import { ProofModal } from '@/ui/ProofModal';
import { Section } from '@/ui/Section';

/** The people to whom an organization can go: its other active members. */
function useHeirs(slug: string) {
  const { data: me } = useMe();
  const { data } = useMembers(slug);
  const others = (data?.items ?? []).filter((one) => one.is_active && one.user_id !== me?.id);
  return others.map((one) => ({ value: one.user_id, label: `${one.name} (${one.email})` }));
}

/** Makes another member the owner; whoever was it stays as an administrator. */
export function HandOn({ slug }: { slug: string }) {
  const { handOn } = useTexts().team;
  const notify = useNotify();
  const queries = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const [heir, setHeir] = useState<string | null>(null);
  const heirs = useHeirs(slug);
  const transfer = $api.useMutation('post', '/api/v1/organizations/{slug}/transfer', {
    onSuccess: () => {
      notify.done(handOn.done);
      close();
      void queries.invalidateQueries();
    },
    onError: notify.failed,
  });
  return (
    <Section title={handOn.title} hint={heirs.length === 0 ? handOn.nobody : handOn.hint}>
      <Button
        variant="default"
        leftSection={<IconArrowsExchange size={16} />}
        disabled={heirs.length === 0}
        onClick={open}
      >
        {handOn.action}
      </Button>
      <ProofModal
        opened={asking}
        title={handOn.title}
        hint={handOn.hint}
        action={handOn.action}
        busy={transfer.isPending}
        ready={heir !== null}
        onProve={(proof) =>
          heir !== null && transfer.mutate({ params: { path: { slug } }, body: { ...proof, user_id: heir } })
        }
        onClose={close}
      >
        <Select label={handOn.to} required searchable data={heirs} value={heir} onChange={setHeir} />
      </ProofModal>
    </Section>
  );
}
