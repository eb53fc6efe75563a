import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { exportJobs, FORMATS } from '@/jobs/exporting';
import { type Job, nameOf } from '@/jobs/state';

const NAMES = { csv: 'CSV', json: 'JSON', md: 'Markdown' };

export function ExportMenu({ jobs, size = 'sm' }: { jobs: Job[]; size?: 'xs' | 'sm' }) {
  const { job: texts } = useTexts();
  const named = jobs.map((job) => ({ job, name: nameOf(job, texts.untitled) }));
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size={size} variant="default" leftSection={<IconDownload size={16} />} disabled={jobs.length === 0}>
          {texts.exportAs}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item key={format} onClick={() => exportJobs(named, format, (type) => texts.types[type] ?? type)}>
            {NAMES[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
