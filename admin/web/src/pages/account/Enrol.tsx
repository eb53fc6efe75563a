import { Box, Button, Center, Code, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { encode } from 'uqr';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { CopyAction } from '@/ui/CopyAction';
import { useNotify } from '@/ui/notify';

interface Props {
  onDone: (codes: string[]) => void;
  onClose: () => void;
}

/** Dark squares as one path, on white whatever the page's colours are: cameras want it so. */
function Square({ text }: { text: string }) {
  const { factor } = useTexts().account;
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <Center>
      <Box bg="white" p={4} style={{ borderRadius: 8 }}>
        <svg width={200} height={200} viewBox={`0 0 ${size} ${size}`} role="img" shapeRendering="crispEdges">
          <title>{factor.qr}</title>
          <path d={path} fill="#000" />
        </svg>
      </Box>
    </Center>
  );
}

function Scan({ enrolment, onDone }: { enrolment: Schemas['Enrolment']; onDone: Props['onDone'] }) {
  const { account: texts } = useTexts();
  const { factor } = texts;
  const notify = useNotify();
  const form = useForm({ initialValues: { code: '' } });
  const confirm = $api.useMutation('post', '/api/v1/auth/second-factor/confirm', {
    onSuccess: ({ recovery_codes }) => {
      notify.done(factor.enabled);
      onDone(recovery_codes);
    },
    onError: notify.failed,
  });
  return (
    <form onSubmit={form.onSubmit(({ code }) => confirm.mutate({ body: { code: code.trim() } }))}>
      <Stack>
        <Text size="sm">{factor.scan}</Text>
        <Square text={enrolment.otpauth_uri} />
        <Group gap={4} justify="center" wrap="nowrap">
          <Code style={{ overflowWrap: 'anywhere' }}>{enrolment.secret}</Code>
          <CopyAction value={enrolment.secret} label={factor.key} />
        </Group>
        <TextInput
          label={texts.code}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          {...form.getInputProps('code')}
        />
        <Button type="submit" loading={confirm.isPending}>
          {factor.confirm}
        </Button>
      </Stack>
    </form>
  );
}

/** Turns the second factor on: the password, then a first code of the app. */
export function Enrol({ onDone, onClose }: Props) {
  const { account: texts, common } = useTexts();
  const notify = useNotify();
  const form = useForm({ initialValues: { password: '' } });
  const begin = $api.useMutation('post', '/api/v1/auth/second-factor', { onError: notify.failed });
  return (
    <Modal opened onClose={onClose} title={texts.factor.title} closeButtonProps={{ 'aria-label': common.close }}>
      {begin.data === undefined ? (
        <form onSubmit={form.onSubmit((body) => begin.mutate({ body }))}>
          <Stack>
            <PasswordInput
              label={texts.currentPassword}
              autoComplete="current-password"
              required
              data-autofocus
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={begin.isPending}>
              {texts.factor.enable}
            </Button>
          </Stack>
        </form>
      ) : (
        <Scan enrolment={begin.data} onDone={onDone} />
      )}
    </Modal>
  );
}
