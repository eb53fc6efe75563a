import { useBlocker } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTexts } from '@/i18n';
import { ConfirmModal } from '@/ui/ConfirmModal';
import { askBeforeLeaving } from '@/ui/leaving';

type Answer = (leave: boolean) => void;

/** Asks before somebody leaves a page with words that are not saved; closing the window asks in the browser's own way. */
export function Unsaved({ when }: { when: boolean }) {
  const { unsaved } = useTexts();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => when,
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  useEffect(() => {
    if (!when) return;
    return askBeforeLeaving(() => new Promise<boolean>((resolve) => setAnswer(() => resolve)));
  }, [when]);
  const decide = (leave: boolean) => {
    (leave ? proceed : reset)?.();
    answer?.(leave);
    setAnswer(null);
  };
  return (
    <ConfirmModal
      opened={status === 'blocked' || answer !== null}
      title={unsaved.title}
      hint={unsaved.hint}
      action={unsaved.leave}
      refusal={unsaved.stay}
      onConfirm={() => decide(true)}
      onClose={() => decide(false)}
    />
  );
}
