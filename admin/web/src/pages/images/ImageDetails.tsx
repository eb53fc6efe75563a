import { Alert, Anchor, Box, Button, Center, Group, Image, Modal, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconExternalLink, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { $api, type Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { nameOf } from '@/pages/images/names';
import { Confirmed } from '@/ui/Confirmed';
import { LinkButton } from '@/ui/LinkButton';
import { useNotify } from '@/ui/notify';

type Picture = Schemas['Image'];

/** A picture, or that it cannot be shown: originals lie on other people's servers, and may be gone. */
function Side({ title, url }: { title: string; url: string | null }) {
  const { images } = useTexts();
  const [lost, setLost] = useState(false);
  return (
    <Box>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
      </Text>
      {lost || url === null ? (
        <Center h={120} bg="var(--page-background)" style={{ borderRadius: 'var(--mantine-radius-md)' }}>
          <Text size="xs" c="dimmed" ta="center" px="md">
            {images.notShown}
          </Text>
        </Center>
      ) : (
        <Image
          src={url}
          alt={title}
          radius="md"
          mah={280}
          fit="contain"
          bg="var(--page-background)"
          onError={() => setLost(true)}
        />
      )}
    </Box>
  );
}

function Comparison({ image }: { image: Picture }) {
  const { images } = useTexts();
  const sides = [
    { title: images.before, url: image.original_url },
    { title: images.after, url: image.optimized_url },
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {sides.map(({ title, url }) => (
        <Side key={title} title={title} url={url} />
      ))}
    </SimpleGrid>
  );
}

function Variants({ image }: { image: Picture }) {
  const { images } = useTexts();
  const format = useFormat();
  const full = { url: image.optimized_url, width: image.width, height: image.height, size_bytes: image.size_bytes };
  const all = [[images.full, full] as const, ...Object.entries(image.variants)];
  return (
    <Table fz="sm">
      <Table.Tbody>
        {all.map(([name, one]) => (
          <Table.Tr key={name}>
            <Table.Td>{images.sizes[name] ?? name}</Table.Td>
            <Table.Td>{images.dimensions(one.width ?? 0, one.height ?? 0)}</Table.Td>
            <Table.Td>{format.bytes(one.size_bytes ?? 0)}</Table.Td>
            <Table.Td ta="right">
              <Anchor
                href={one.url ?? ''}
                download
                size="sm"
                aria-label={images.downloadOf(images.sizes[name] ?? name)}
              >
                <IconDownload size={16} />
              </Anchor>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Remove({ image, onDone }: { image: Picture; onDone: () => void }) {
  const { images, common } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const remove = $api.useMutation('delete', '/api/v1/images/{image_id}', {
    onSuccess: () => {
      notify.done(images.deleted);
      void queries.invalidateQueries({ queryKey: ['get', '/api/v1/images'] });
      onDone();
    },
    onError: notify.failed,
  });
  return (
    <Confirmed
      title={images.deleteTitle}
      hint={images.deleteHint}
      action={common.delete}
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ params: { path: { image_id: image.id } } })}
    >
      {(ask) => (
        <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={ask}>
          {images.delete}
        </Button>
      )}
    </Confirmed>
  );
}

/** One picture before and after, with all its sizes. */
export function ImageDetails({ image, onClose }: { image: Picture | null; onClose: () => void }) {
  const { images, common } = useTexts();
  const title = image === null ? '' : nameOf(image.original_url);
  return (
    <Modal
      opened={image !== null}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {image !== null && (
        <Stack>
          {image.error_message !== null && <Alert color="red">{image.error_message}</Alert>}
          {image.optimized_url !== null && <Comparison image={image} />}
          {image.optimized_url !== null && <Variants image={image} />}
          <Group justify="space-between">
            <Group gap="xs">
              <LinkButton to="/jobs/$jobId" params={{ jobId: image.job_id }} variant="default">
                {images.openJob}
              </LinkButton>
              <Button
                component="a"
                href={image.original_url}
                target="_blank"
                rel="noreferrer"
                variant="subtle"
                leftSection={<IconExternalLink size={16} />}
              >
                {images.original}
              </Button>
            </Group>
            <Remove image={image} onDone={onClose} />
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
