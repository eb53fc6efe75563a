import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { blog } from '@/api/blog';
import { bodyOf } from '@/api/client';
import { Refused } from '@/api/errors';
import { useTexts } from '@/i18n';
import { useFormat } from '@/i18n/format';
import { changesOf, creationOf, type Draft, type Post } from '@/pages/blog/post/draft';
import { useNotify } from '@/ui/notify';

const CHANGED_MEANWHILE = 412;

function keyOf(id: string) {
  return ['get', '/api/admin/posts/{post_id}', { params: { path: { post_id: id } } }];
}

/** The conditions under which a change is made: nobody else has changed the post since it was read. */
function unchanged(post: Post) {
  return { path: { post_id: post.id }, header: { 'If-Match': `"${post.version}"` } };
}

/** Takes the answers of all changes: shows the post as it is now, also if somebody else was faster, and then says so. */
export function usePostChanges() {
  const { post: texts } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const took = (post: Post, message: string) => {
    queries.setQueryData(keyOf(post.id), post);
    void queries.invalidateQueries({ queryKey: ['get', '/api/admin/posts'], exact: false });
    notify.done(message);
  };
  const failed = (post: Post | null) => (error: unknown) => {
    const elsewhere = post !== null && error instanceof Refused && error.status === CHANGED_MEANWHILE;
    if (elsewhere) void queries.refetchQueries({ queryKey: keyOf(post.id) });
    notify.failed(elsewhere ? new Refused(400, texts.changedElsewhere) : error);
  };
  return { took, failed };
}

interface Saving {
  onSent: (draft: Draft) => void;
  onCreated: (id: string) => void;
}

export function useSave(post: Post | null, { onSent, onCreated }: Saving) {
  const { post: texts } = useTexts();
  const navigate = useNavigate();
  const { took, failed } = usePostChanges();
  return useMutation({
    mutationFn: async (draft: Draft): Promise<Post> => {
      if (post === null) return bodyOf(await blog.POST('/api/admin/posts', { body: creationOf(draft) }));
      const body = changesOf(draft, post);
      return bodyOf(await blog.PATCH('/api/admin/posts/{post_id}', { body, params: unchanged(post) }));
    },
    onSuccess: (saved, draft) => {
      onSent(draft);
      took(saved, texts.saved);
      if (post !== null) return;
      onCreated(saved.id);
      const params = { postId: saved.id };
      void navigate({ to: '/blog/posts/$postId', params, replace: true, ignoreBlocker: true });
    },
    onError: failed(post),
  });
}

/** Make a post public, now or at a time, or take it back. */
export function usePublishing(post: Post) {
  const { post: texts } = useTexts();
  const format = useFormat();
  const { took, failed } = usePostChanges();
  const publish = useMutation({
    mutationFn: async (publishAt: string | null) =>
      bodyOf(await blog.POST('/api/admin/posts/{post_id}/publish', { body: { publishAt }, params: unchanged(post) })),
    onSuccess: (changed) =>
      took(
        changed,
        changed.status === 'SCHEDULED' ? texts.scheduled(format.moment(changed.publishAt ?? '')) : texts.published,
      ),
    onError: failed(post),
  });
  const unpublish = useMutation({
    mutationFn: async () =>
      bodyOf(await blog.POST('/api/admin/posts/{post_id}/unpublish', { params: unchanged(post) })),
    onSuccess: (changed) => took(changed, texts.unpublished),
    onError: failed(post),
  });
  return { publish, unpublish };
}

export function useDeletePost() {
  const { post: texts } = useTexts();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (post: Post) => blog.DELETE('/api/admin/posts/{post_id}', { params: unchanged(post) }),
    onSuccess: () => {
      notify.done(texts.deleted);
      void queries.invalidateQueries({ queryKey: ['get', '/api/admin/posts'] });
      void navigate({ to: '/blog', ignoreBlocker: true });
    },
    onError: notify.failed,
  });
}
