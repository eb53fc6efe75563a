import { Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { $api, api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useAct } from '@/pages/operator/useAct';

export type Deed = 'suspend' | 'resume' | 'override' | 'lift';

interface Props {
  organization: Schemas['OperatorOrganization'];
  deed: Deed;
  onClose: () => void;
}

interface Values {
  reason: string;
  plan: string;
  until: string;
}

function act(organization_id: string, deed: Deed, { reason, plan, until }: Values): Promise<unknown> {
  const params = { path: { organization_id } };
  const body = { reason };
  const ends_at = until === '' ? null : new Date(`${until}T23:59:59Z`).toISOString();
  switch (deed) {
    case 'suspend':
      return api.POST('/api/v1/operator/organizations/{organization_id}/suspend', { params, body });
    case 'resume':
      return api.POST('/api/v1/operator/organizations/{organization_id}/resume', { params, body });
    case 'lift':
      return api.POST('/api/v1/operator/organizations/{organization_id}/plan-override/lift', { params, body });
    case 'override':
      return api.PUT('/api/v1/operator/organizations/{organization_id}/plan-override', {
        params,
        body: { plan, reason, ends_at },
      });
  }
}

function Plan({ form }: { form: ReturnType<typeof useForm<Values>> }) {
  const { organization } = useTexts().operator;
  const { data } = $api.useQuery('get', '/api/v1/billing/plans');
  const plans = data === undefined ? [] : Array.isArray(data) ? data : data.items;
  return (
    <>
      <Select
        label={organization.plan}
        data={plans.map(({ tier, name }) => ({ value: tier, label: name }))}
        allowDeselect={false}
        required
        {...form.getInputProps('plan')}
      />
      <TextInput type="date" label={organization.overrideEnds} {...form.getInputProps('until')} />
    </>
  );
}

/** One deed of an operator's on an organization, with its reason. */
export function Intervention({ organization, deed, onClose }: Props) {
  const { operator, common } = useTexts();
  const { organization: texts } = operator;
  const form = useForm<Values>({ initialValues: { reason: '', plan: organization.plan, until: '' } });
  const told = { suspend: texts.suspended, resume: texts.resumed, override: texts.overridden, lift: texts.lifted };
  const hints: Partial<Record<Deed, string>> = { suspend: texts.suspendHint, override: texts.overrideHint };
  const doing = useAct((values: Values) => act(organization.id, deed, values), told[deed]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${texts[deed]}: ${organization.name}`}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit((values) => doing.mutate(values, { onSuccess: onClose }))}>
        <Stack>
          {hints[deed] !== undefined && <Text size="sm">{hints[deed]}</Text>}
          {deed === 'override' && <Plan form={form} />}
          <Textarea
            label={operator.reason}
            description={operator.reasonHint}
            required
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            {...form.getInputProps('reason')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button type="submit" color={deed === 'suspend' ? 'red' : undefined} loading={doing.isPending}>
              {texts[deed]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
