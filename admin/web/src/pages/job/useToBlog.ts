import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { bodyOf } from '@/api/client';
import { useTexts } from '@/i18n';
import { useNotify } from '@/ui/notify';

/** Makes a draft of the blog's from a text, and goes there. */
export function useToBlog() {
  const { library } = useTexts();
  const notify = useNotify();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async (content_id: string) => {
      // The blog's client is loaded only by those who use it.
      const { blog } = await import('@/api/blog');
      return bodyOf(
        await blog.POST('/api/admin/posts/from-content/{content_id}', { params: { path: { content_id } }, body: {} }),
      );
    },
    onSuccess: ({ id }) => {
      notify.done(library.toBlogDone);
      void navigate({ to: '/blog/posts/$postId', params: { postId: id } });
    },
    onError: notify.failed,
  });
}
