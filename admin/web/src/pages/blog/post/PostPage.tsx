import { useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { $blog } from '@/api/blog';
import { useSiteQuery } from '@/pages/blog/languages';
import { PostForm } from '@/pages/blog/post/PostForm';
import { Loaded } from '@/ui/Loaded';

/** A number for each post that is come to; a new one keeps its number when it is saved and gets an address. */
function useVisit(postId: string | null) {
  const created = useRef<string | null>(null);
  const [visit, setVisit] = useState({ postId, number: 0 });
  if (visit.postId !== postId) {
    const same = visit.postId === null && postId === created.current;
    setVisit({ postId, number: visit.number + (same ? 0 : 1) });
  }
  const onCreated = (id: string) => {
    created.current = id;
  };
  return { visit: visit.number, onCreated };
}

/** The settings of the site with the post, which is null as long as it is new. */
function useSubject(postId: string | null) {
  const settings = useSiteQuery();
  // Nobody else's changes come between: they are asked for by hand, and brought together with what is being written.
  const saved = $blog.useQuery(
    'get',
    '/api/admin/posts/{post_id}',
    { params: { path: { post_id: postId ?? '' } } },
    { enabled: postId !== null, refetchOnWindowFocus: false, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  const post = postId === null ? null : saved.data;
  const site = settings.data;
  return {
    data: site === undefined || post === undefined ? undefined : { site, post },
    error: settings.error ?? saved.error,
    refetch: () => Promise.all([settings.refetch(), ...(postId === null ? [] : [saved.refetch()])]),
  };
}

/** One page for a new post and for the same post once it is saved, so that saving takes nobody's cursor away. */
export function PostPage() {
  const { postId = null } = useParams({ strict: false });
  const { visit, onCreated } = useVisit(postId);
  return (
    <Loaded query={useSubject(postId)} height={480}>
      {({ post, site }) => <PostForm key={visit} post={post} site={site} onCreated={onCreated} />}
    </Loaded>
  );
}
