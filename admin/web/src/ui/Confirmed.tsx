import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { ConfirmModal } from '@/ui/ConfirmModal';

interface Props {
  /** What is pressed first; it is given what opens the question. */
  children: (ask: () => void) => ReactNode;
  title: string;
  hint: string;
  action: string;
  busy?: boolean;
  /** Done once the answer is yes; it is given what closes the question. */
  onConfirm: (close: () => void) => void;
}

/** Something that is done only after a question. */
export function Confirmed({ children, onConfirm, ...question }: Props) {
  const [asking, { open, close }] = useDisclosure(false);
  return (
    <>
      {children(open)}
      <ConfirmModal opened={asking} {...question} onConfirm={() => onConfirm(close)} onClose={close} />
    </>
  );
}
