import { AspectRatio, Box, Center, Group, Image, Loader, Paper, Text, UnstyledButton } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import type { Schemas } from '@/api/client';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { nameOf } from '@/pages/images/names';

type Picture = Schemas['Image'];

function Preview({ image }: { image: Picture }) {
  const smallest = Object.values(image.variants).sort((one, other) => one.width - other.width)[0];
  const url = smallest?.url ?? image.optimized_url;
  if (url !== null) return <Image src={url} alt="" fit="cover" loading="lazy" />;
  return (
    <Center bg="var(--page-background)" c="dimmed">
      {image.status === 'failed' ? <IconPhotoOff size={32} stroke={1.4} /> : <Loader size="sm" />}
    </Center>
  );
}

export function ImageCard({ image, onOpen }: { image: Picture; onOpen: () => void }) {
  const { images } = useTexts();
  const format = useFormat();
  const name = nameOf(image.original_url);
  const size = image.size_bytes === null ? '' : ` · ${format.bytes(image.size_bytes)}`;
  return (
    <Paper p={0} style={{ overflow: 'hidden' }}>
      <UnstyledButton onClick={onOpen} w="100%">
        <AspectRatio ratio={4 / 3}>
          <Preview image={image} />
        </AspectRatio>
        <Box p="sm">
          <Text size="sm" fw={500} truncate>
            {name}
          </Text>
          <Group gap={4}>
            <Text size="xs" c={image.status === 'failed' ? 'red' : 'dimmed'} truncate>
              {image.width !== null && image.height !== null
                ? images.dimensions(image.width, image.height)
                : images.states[image.status]}
              {size}
            </Text>
          </Group>
        </Box>
      </UnstyledButton>
    </Paper>
  );
}
