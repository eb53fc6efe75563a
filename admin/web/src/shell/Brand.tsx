import { Group, Image, Text } from '@mantine/core';
import { useTexts } from '@/i18n';

export function Brand() {
  return (
    <Group gap={10} wrap="nowrap">
      <Image src={`${import.meta.env.BASE_URL}icon.svg`} w={28} h={28} alt="" />
      <Text fw={700} fz="lg" style={{ letterSpacing: '-0.02em' }}>
        {useTexts().common.product}
      </Text>
    </Group>
  );
}
