import { notifications } from '@mantine/notifications';
import { useMemo } from 'react';
import { useTexts } from '@/i18n';
import { problemOf } from '@/ui/problem';

/** Short notices at the edge of the page; errors stay longer, so that they can be read. */
export function useNotify() {
  const texts = useTexts();
  return useMemo(() => {
    const closeButtonProps = { 'aria-label': texts.common.closeNotice };
    return {
      done: (message: string) => notifications.show({ color: 'teal', message, closeButtonProps }),
      /** Something that needs no answer now and should not be missed. */
      warned: (title: string, message: string) =>
        notifications.show({ color: 'orange', title, message, autoClose: 15_000, closeButtonProps }),
      failed: (error: unknown) =>
        notifications.show({
          color: 'red',
          title: texts.errors.title,
          message: problemOf(error, texts),
          autoClose: 10_000,
          closeButtonProps,
        }),
    };
  }, [texts]);
}
