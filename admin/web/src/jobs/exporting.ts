import { save } from '@/api/client';
import type { Job } from '@/jobs/state';

export type Format = 'csv' | 'json' | 'md';
export const FORMATS: Format[] = ['csv', 'json', 'md'];

const KINDS: Record<Format, string> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  md: 'text/markdown;charset=utf-8',
};

type Named = Array<{ name: string; job: Job }>;

/** A leading =, +, - or @ would be run as a formula by spreadsheets; an apostrophe keeps it a text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csv(jobs: Named): string {
  const types = [...new Set(jobs.flatMap(({ job }) => job.content_items.map((item) => item.content_type)))];
  const rows = jobs.map(({ name, job }) => {
    const texts = types.map((type) => job.content_items.find((item) => item.content_type === type)?.content ?? '');
    return [name, job.source_url ?? '', ...texts].map(cell).join(',');
  });
  // The mark at the front has spreadsheets read it as UTF-8.
  return `\uFEFF${[['name', 'source_url', ...types].join(','), ...rows].join('\r\n')}\r\n`;
}

function json(jobs: Named): string {
  const shown = jobs.map(({ name, job }) => ({
    name,
    source_url: job.source_url,
    source_data: job.source_data,
    texts: Object.fromEntries(job.content_items.map((item) => [item.content_type, item.content])),
    images: job.image_items.map(({ original_url, optimized_url }) => ({ original_url, optimized_url })),
  }));
  return `${JSON.stringify(shown.length === 1 ? shown[0] : shown, null, 2)}\n`;
}

function markdown(jobs: Named, label: (type: string) => string): string {
  return jobs
    .map(({ name, job }) =>
      [`# ${name}`, ...job.content_items.map((item) => `## ${label(item.content_type)}\n\n${item.content}`)].join(
        '\n\n',
      ),
    )
    .join('\n\n---\n\n')
    .concat('\n');
}

/** Hand the texts of jobs to the browser as a file. */
export function exportJobs(jobs: Named, format: Format, label: (type: string) => string): void {
  const text = format === 'csv' ? csv(jobs) : format === 'json' ? json(jobs) : markdown(jobs, label);
  const name = jobs.length === 1 ? (jobs[0]?.name ?? '') : 'contentforge';
  const plain = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
  save(new Blob([text], { type: KINDS[format] }), `${plain.slice(0, 60) || 'contentforge'}.${format}`);
}
