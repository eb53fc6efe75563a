import type { Schemas } from '@/api/client';

export type Job = Schemas['Job'];

export function isOpen(job: Pick<Job, 'status'>): boolean {
  return job.status === 'pending' || job.status === 'processing';
}

/** What people call a job: its product's name, its prompt, or where it came from. */
export function nameOf(job: Job, otherwise: string): string {
  const { name } = job.source_data;
  if (typeof name === 'string' && name.trim() !== '') return name;
  if (job.source_url === null) return otherwise;
  try {
    const url = new URL(job.source_url);
    return url.hostname + (url.pathname === '/' ? '' : url.pathname);
  } catch {
    return job.source_url;
  }
}

/** How much of a job is done, in percent; null where that cannot be told. */
export function progressOf(job: Job): number | null {
  if (job.status === 'completed') return 100;
  if (job.content_types.length === 0) return null;
  return Math.round((job.content_types_done / job.content_types.length) * 100);
}
