import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotify } from '@/ui/notify';

/** Something that an operator does: told when it is done, and all lists are asked for again. */
export function useAct<T>(act: (of: T) => Promise<unknown>, done: string) {
  const notify = useNotify();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => notify.done(done),
    onError: notify.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['operator'] }),
  });
}
