import { Alert, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { useAccount } from '@/session/person';
import { useNotify } from '@/ui/notify';
import { ProofModal } from '@/ui/ProofModal';
import { Section } from '@/ui/Section';

/** Deletes the account after a time of grace, in which it can still be kept. */
export function Closing() {
  const { closing } = useTexts().account;
  const notify = useNotify();
  const format = useFormat();
  const account = useAccount();
  const [asking, { open, close }] = useDisclosure(false);
  const onSettled = () => void account.refetch();
  const remove = $api.useMutation('post', '/api/v1/auth/account/delete', {
    onSuccess: ({ deletion_due_at }) => {
      notify.done(closing.due(format.date(deletion_due_at)));
      close();
    },
    onError: notify.failed,
    onSettled,
  });
  const keep = $api.useMutation('post', '/api/v1/auth/account/keep', {
    onSuccess: () => notify.done(closing.kept),
    onError: notify.failed,
    onSettled,
  });
  const due = account.data?.deletion_due_at ?? null;
  return (
    <Section title={closing.title} hint={closing.hint}>
      {due === null ? (
        <Button variant="light" color="red" onClick={open}>
          {closing.action}
        </Button>
      ) : (
        <Alert color="red" icon={<IconAlertTriangle />} title={closing.due(format.date(due))}>
          <Button size="xs" loading={keep.isPending} onClick={() => keep.mutate({})}>
            {closing.keep}
          </Button>
        </Alert>
      )}
      <ProofModal
        opened={asking}
        title={closing.title}
        hint={closing.hint}
        action={closing.action}
        busy={remove.isPending}
        onProve={(body) => remove.mutate({ body })}
        onClose={close}
      />
    </Section>
  );
}
