import { Alert, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useNotify } from '@/ui/notify';
import { ProofModal } from '@/ui/ProofModal';
import { Section } from '@/ui/Section';

function useDetail(slug: string) {
  return $api.useQuery('get', '/api/v1/organizations/{slug}', { params: { path: { slug } } });
}

/** Tells all members that the organization is about to be deleted, and has its owner keep it after all. */
export function Ending({ organization }: { organization: Schemas['Organization'] }) {
  const { data } = useTexts().team;
  const notify = useNotify();
  const format = useFormat();
  const detail = useDetail(organization.slug);
  const keep = $api.useMutation('post', '/api/v1/organizations/{slug}/keep', {
    onSuccess: () => notify.done(data.kept),
    onError: notify.failed,
    onSettled: () => detail.refetch(),
  });
  const due = detail.data?.deletion_due_at ?? null;
  if (due === null) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={data.deleting(format.date(due))} mb="lg">
      {organization.role === 'OWNER' ? (
        <Button
          size="xs"
          loading={keep.isPending}
          onClick={() => keep.mutate({ params: { path: { slug: organization.slug } } })}
        >
          {data.keep}
        </Button>
      ) : (
        data.deletingHint
      )}
    </Alert>
  );
}

/** Deletes the organization after a time of grace, in which it can still be kept. */
export function CloseOrganization({ slug }: { slug: string }) {
  const { data } = useTexts().team;
  const notify = useNotify();
  const detail = useDetail(slug);
  const [asking, { open, close }] = useDisclosure(false);
  const remove = $api.useMutation('post', '/api/v1/organizations/{slug}/delete', {
    onSuccess: close,
    onError: notify.failed,
    onSettled: () => detail.refetch(),
  });
  if (detail.data === undefined || detail.data.deletion_due_at !== null) return null;
  return (
    <Section title={data.delete} hint={data.deleteHint}>
      <Button variant="light" color="red" onClick={open}>
        {data.delete}
      </Button>
      <ProofModal
        opened={asking}
        title={data.delete}
        hint={data.deleteHint}
        action={data.delete}
        busy={remove.isPending}
        onProve={(body) => remove.mutate({ params: { path: { slug } }, body })}
        onClose={close}
      />
    </Section>
  );
}
