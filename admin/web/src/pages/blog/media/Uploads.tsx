import '@mantine/dropzone/styles.css';
import { Group, Progress, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCloudUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '@/i18n';
import { LARGEST, upload } from '@/pages/blog/media/upload';
import { useNotify } from '@/ui/notify';

const ACCEPTED = [
  ...['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/svg+xml'],
  ...['video/mp4', 'video/webm', 'video/quicktime', 'video/x-msvideo'],
];

/** Files on their way, by name, each with how much of it has arrived. */
function useUploads() {
  const [running, setRunning] = useState<Record<string, number>>({});
  const notify = useNotify();
  const queries = useQueryClient();
  const one = async (file: File) => {
    const tell = (percent: number) => setRunning((all) => ({ ...all, [file.name]: percent }));
    tell(0);
    await upload(file, tell).catch(notify.failed);
    setRunning(({ [file.name]: _, ...rest }) => rest);
    await queries.invalidateQueries({ queryKey: ['get', '/api/admin/media'] });
  };
  const send = async (files: File[]) => {
    for (const file of files) await one(file);
  };
  return { running, send };
}

export function Uploads() {
  const { media } = useTexts();
  const { running, send } = useUploads();
  return (
    <Stack mb="lg">
      <Dropzone accept={ACCEPTED} maxSize={LARGEST} onDrop={(files) => void send(files)} aria-label={media.drop}>
        <Group justify="center" gap="md" py="md" style={{ pointerEvents: 'none' }}>
          <IconCloudUpload size={32} stroke={1.4} aria-hidden />
          <div>
            <Text fw={600}>{media.drop}</Text>
            <Text size="sm" c="dimmed">
              {media.dropHint}
            </Text>
          </div>
        </Group>
      </Dropzone>
      {Object.entries(running).map(([name, percent]) => (
        <div key={name} role="status">
          <Text size="sm">{media.uploading(name)}</Text>
          <Progress value={percent} animated aria-label={media.uploading(name)} />
        </div>
      ))}
    </Stack>
  );
}
