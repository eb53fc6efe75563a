import { Alert, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { ChangeEmail } from '@/pages/account/ChangeEmail';
import { useAccount } from '@/session/person';
import { Loaded } from '@/ui/Loaded';
import { useNotify } from '@/ui/notify';
import { Section } from '@/ui/Section';

function Name({ account }: { account: Schemas['Account'] }) {
  const { account: texts, common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: account.name } });
  const rename = $api.useMutation('patch', '/api/v1/auth/account', {
    onSuccess: () => {
      notify.done(common.saved);
      for (const path of ['/api/v1/auth/account', '/api/v1/auth/me', '/api/v1/organizations'])
        void queries.invalidateQueries({ queryKey: ['get', path] });
    },
    onError: notify.failed,
  });
  return (
    <form onSubmit={form.onSubmit((body) => rename.mutate({ body }))}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={texts.name}
          required
          maxLength={100}
          flex={1}
          autoComplete="name"
          {...form.getInputProps('name')}
        />
        <Button type="submit" variant="default" loading={rename.isPending} disabled={form.values.name === account.name}>
          {common.save}
        </Button>
      </Group>
    </form>
  );
}

function Address({ account }: { account: Schemas['Account'] }) {
  const { account: texts, auth } = useTexts();
  const notify = useNotify();
  const [changing, { open, close }] = useDisclosure(false);
  const resend = $api.useMutation('post', '/api/v1/auth/resend-verification', {
    onSuccess: () => notify.done(texts.resent),
    onError: notify.failed,
  });
  return (
    <div>
      <Text size="sm" fw={500}>
        {auth.email}
      </Text>
      <Group justify="space-between" mt={4}>
        <Group gap="xs">
          <Text>{account.email}</Text>
          <Badge variant="light" color={account.email_verified ? 'teal' : 'yellow'} tt="none">
            {account.email_verified ? texts.verified : texts.unverified}
          </Badge>
        </Group>
        <Group gap="xs">
          {!account.email_verified && (
            <Button size="xs" variant="light" loading={resend.isPending} onClick={() => resend.mutate({})}>
              {texts.resend}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={open}>
            {texts.changeEmail}
          </Button>
        </Group>
      </Group>
      {account.pending_email !== null && <Alert mt="sm">{texts.pending(account.pending_email)}</Alert>}
      <ChangeEmail opened={changing} withCode={account.second_factor} onClose={close} />
    </div>
  );
}

export function Profile() {
  const { account: texts } = useTexts();
  return (
    <Section title={texts.profile}>
      <Loaded query={useAccount()} height={140}>
        {(account) => (
          <Stack>
            <Name account={account} />
            <Address account={account} />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
