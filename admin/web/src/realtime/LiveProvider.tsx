import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { useTexts } from '@/i18n';
import type { AlertEvent, JobEvent } from '@/realtime/events';
import { useOrganizationSlug } from '@/session/hooks';
import { useNotify } from '@/ui/notify';

type Hear = (event: JobEvent) => void;

interface Live {
  /** Whether events arrive; where they do not, pages ask by themselves. */
  connected: boolean;
  hear: (listener: Hear) => () => void;
}

const Context = createContext<Live>({ connected: false, hear: () => () => {} });

const USAGE = ['/api/v1/usage/alerts', '/api/v1/billing/entitlements', '/api/v1/billing/overview'];

/** Says how much of the month is used up, on whatever page one is, and has figures that are shown asked again. */
function useAlerts(): (event: AlertEvent) => void {
  const { billing } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  return ({ metric, threshold, used, limit }) => {
    notify.warned(
      billing.alert(billing.metrics[metric] ?? metric, threshold),
      billing.usedOf(String(used), String(limit)),
    );
    for (const path of USAGE) void queries.invalidateQueries({ queryKey: ['get', path] });
  };
}

/** One connection for the whole dashboard, made anew for each organization. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const slug = useOrganizationSlug();
  const queries = useQueryClient();
  const [connected, setConnected] = useState(false);
  const alerted = useRef<(event: AlertEvent) => void>(() => {});
  alerted.current = useAlerts();
  const [listeners] = useState(() => new Set<Hear>());
  const [hear] = useState(() => (listener: Hear) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the slug decides where `listen` connects to
  useEffect(() => {
    let close: (() => void) | null = () => {};
    // Pages do without it for a moment, so its library is no part of what must be loaded first.
    void import('@/realtime/connection').then(({ listen }) => {
      if (close === null) return;
      close = listen({
        connected: (yes) => {
          setConnected(yes);
          // What happened while nobody listened is asked for once.
          if (yes) void queries.invalidateQueries({ queryKey: ['get', '/api/v1/content/jobs/{job_id}'] });
        },
        alert: (event) => alerted.current(event),
        job: (event) => {
          for (const listener of listeners) listener(event);
        },
      });
    });
    return () => {
      close?.();
      close = null;
      setConnected(false);
    };
  }, [slug, queries, listeners]);

  return <Context value={{ connected, hear }}>{children}</Context>;
}

export function useLive(): Live {
  return useContext(Context);
}
