import { Modal } from '@mantine/core';
import { useTexts } from '@/i18n';
import { type Media, MediaGrid } from '@/pages/blog/media/MediaGrid';
import { Uploads } from '@/pages/blog/media/Uploads';

interface Props {
  opened: boolean;
  onClose: () => void;
  onPick: (media: Media) => void;
}

/** The media library in front of a page, to choose one picture from or to upload it on the spot. */
export function PicturePicker({ opened, onClose, onPick }: Props) {
  const { media, common } = useTexts();
  const pick = (one: Media) => {
    onPick(one);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={media.choose}
      size="xl"
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Uploads />
      <MediaGrid onChoose={pick} picturesOnly />
    </Modal>
  );
}
