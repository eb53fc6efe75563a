import { Box, Button, Code, Group, Image, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { $blog } from '@/api/blog';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import type { Media } from '@/pages/blog/media/MediaGrid';
import { Confirmed } from '@/ui/Confirmed';
import { CopyAction } from '@/ui/CopyAction';
import { useNotify } from '@/ui/notify';

interface Props {
  media: Media;
  onClose: () => void;
}

function useChanges({ onClose }: Props) {
  const { media } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const done = (message: string) => () => {
    notify.done(message);
    void queries.invalidateQueries({ queryKey: ['get', '/api/admin/media'] });
    onClose();
  };
  const describe = $blog.useMutation('patch', '/api/admin/media/{media_id}', {
    onSuccess: done(media.saved),
    onError: notify.failed,
  });
  const remove = $blog.useMutation('delete', '/api/admin/media/{media_id}', {
    onSuccess: done(media.deleted),
    onError: notify.failed,
  });
  return { describe, remove };
}

function About({ media }: { media: Media }) {
  const { images, media: texts } = useTexts();
  const format = useFormat();
  const size =
    media.width !== null && media.height !== null ? `${images.dimensions(media.width, media.height)} · ` : '';
  return (
    <Box>
      <Text size="sm" c="dimmed">
        {size}
        {format.bytes(media.size)} · {texts.usedIn(media.usedIn)}
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{media.url}</Code>
        <CopyAction value={media.url} label={texts.address} />
      </Group>
    </Box>
  );
}

/** What a file is, what it shows, and where it is used. */
export function MediaDetails(props: Props) {
  const { media, onClose } = props;
  const { media: texts, common } = useTexts();
  const form = useForm({ initialValues: { alt: media.alt, caption: media.caption } });
  const { describe, remove } = useChanges(props);
  const params = { path: { media_id: media.id } };
  return (
    <Modal
      opened
      onClose={onClose}
      title={media.originalName}
      size="lg"
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit((body) => describe.mutate({ params, body }))}>
        <Stack>
          {media.type === 'IMAGE' && (
            <Image src={media.variants.md ?? media.url} alt={media.alt} mah={320} fit="contain" />
          )}
          <About media={media} />
          <TextInput label={texts.alt} description={texts.altHint} {...form.getInputProps('alt')} />
          <Textarea label={texts.caption} autosize {...form.getInputProps('caption')} />
          <Group justify="space-between">
            <Confirmed
              title={texts.deleteTitle}
              hint={media.usedIn > 0 ? texts.inUse : texts.deleteHint}
              action={common.delete}
              busy={remove.isPending}
              onConfirm={() => remove.mutate({ params })}
            >
              {(ask) => (
                <Button variant="subtle" color="red" onClick={ask}>
                  {texts.delete}
                </Button>
              )}
            </Confirmed>
            <Button type="submit" loading={describe.isPending}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
