import { Alert, Button, Divider, Grid, Paper, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconSparkles } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { keyOf } from '@/jobs/useLiveJobs';
import { Cost, useAllowance } from '@/pages/generate/Allowance';
import { Manner } from '@/pages/generate/Manner';
import { EMPTY, type Order, place, productsOf, SAMPLE, unsent } from '@/pages/generate/order';
import { RecentJobs } from '@/pages/generate/RecentJobs';
import { Sources } from '@/pages/generate/Sources';
import { PageHeader } from '@/ui/PageHeader';
import { problemOf } from '@/ui/problem';

/** Sends an order once, however often it has to be tried: the same order keeps its key until it was answered. */
function usePlacing() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const sent = useRef<{ order: Order; key: string } | null>(null);
  return useMutation({
    mutationFn: (order: Order): Promise<Schemas['Job'][]> => {
      if (sent.current?.order !== order) sent.current = { order, key: crypto.randomUUID() };
      return place(order, sent.current.key);
    },
    onSuccess: (jobs) => {
      sent.current = null;
      unsent.keep(EMPTY);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/billing/entitlements'] });
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs'] });
      // Shown at once, and out of date at once: the work may have ended before the next page listens.
      for (const job of jobs) queries.setQueryData(keyOf(job.id), job, { updatedAt: 1 });
      const [first] = jobs;
      if (first === undefined) return;
      if (jobs.length === 1) void navigate({ to: '/jobs/$jobId', params: { jobId: first.id } });
      else void navigate({ to: '/batch', search: { ids: jobs.map(({ id }) => id).join('.') } });
    },
  });
}

export function GeneratePage() {
  const texts = useTexts();
  const { generate } = texts;
  const form = useForm<Order>({ initialValues: unsent.order, onValuesChange: unsent.keep });
  const placing = usePlacing();
  const allowance = useAllowance();
  const order = form.values;
  const products = productsOf(order);
  const forbidden = allowance.left === 0 || (products > 1 && !allowance.bulk);
  const ready = products > 0 && order.types.length > 0 && !forbidden && (order.csv?.problem ?? null) === null;
  return (
    <>
      <PageHeader title={generate.title} hint={generate.hint} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Paper component="form" onSubmit={form.onSubmit((values) => placing.mutate(values))}>
            <Stack gap="lg">
              <Sources form={form} />
              <Divider label={generate.how} labelPosition="left" />
              <Manner form={form} />
              {placing.isError && (
                <Alert color="red" role="alert">
                  {problemOf(placing.error, texts)}
                </Alert>
              )}
              <Cost allowance={allowance} products={products} />
              <Button
                type="submit"
                size="md"
                disabled={!ready}
                loading={placing.isPending}
                leftSection={<IconSparkles size={18} />}
              >
                {generate.submit(products)}
              </Button>
            </Stack>
          </Paper>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <RecentJobs onSample={() => form.setValues(SAMPLE)} />
        </Grid.Col>
      </Grid>
    </>
  );
}
