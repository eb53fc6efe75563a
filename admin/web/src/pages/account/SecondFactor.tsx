import { Badge, Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { EndFactor } from '@/pages/account/EndFactor';
import { Enrol } from '@/pages/account/Enrol';
import { RecoveryCodes } from '@/pages/account/RecoveryCodes';
import { Loaded } from '@/ui/Loaded';
import { Section } from '@/ui/Section';

type Step = 'enrol' | 'disable' | 'renew' | null;

function useFresh() {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['get', '/api/v1/auth/second-factor'] });
    void queries.invalidateQueries({ queryKey: ['get', '/api/v1/auth/account'] });
  };
}

/** Whether signing in takes a code as well, and how to change that. */
export function SecondFactor() {
  const { factor } = useTexts().account;
  const format = useFormat();
  const fresh = useFresh();
  const query = $api.useQuery('get', '/api/v1/auth/second-factor');
  const [step, setStep] = useState<Step>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const done = (made: string[] | null) => {
    setStep(null);
    setCodes(made);
    fresh();
  };
  return (
    <Section
      title={factor.title}
      hint={factor.hint}
      aside={
        <Badge variant="light" color={query.data?.enabled ? 'teal' : 'gray'} tt="none">
          {query.data?.enabled ? factor.on : factor.off}
        </Badge>
      }
    >
      <Loaded query={query} height={40}>
        {({ enabled, enabled_at, recovery_codes_left }) =>
          enabled ? (
            <Group justify="space-between">
              <Text size="sm">
                {enabled_at === null ? '' : factor.since(format.date(enabled_at))} {factor.left(recovery_codes_left)}
              </Text>
              <Group gap="xs">
                <Button size="xs" variant="default" onClick={() => setStep('renew')}>
                  {factor.renew}
                </Button>
                <Button size="xs" variant="light" color="red" onClick={() => setStep('disable')}>
                  {factor.disable}
                </Button>
              </Group>
            </Group>
          ) : (
            <Button variant="light" onClick={() => setStep('enrol')}>
              {factor.enable}
            </Button>
          )
        }
      </Loaded>
      {step === 'enrol' && <Enrol onDone={done} onClose={() => setStep(null)} />}
      {(step === 'disable' || step === 'renew') && (
        <EndFactor step={step} onDone={done} onClose={() => setStep(null)} />
      )}
      <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />
    </Section>
  );
}
