import { useState } from 'react';
import { BlogHeader } from '@/pages/blog/BlogHeader';
import { MediaDetails } from '@/pages/blog/media/MediaDetails';
import { type Media, MediaGrid } from '@/pages/blog/media/MediaGrid';
import { Uploads } from '@/pages/blog/media/Uploads';

export function MediaPage() {
  const [shown, setShown] = useState<Media | null>(null);
  return (
    <>
      <BlogHeader place="media" />
      <Uploads />
      <MediaGrid onChoose={setShown} />
      {shown !== null && <MediaDetails media={shown} onClose={() => setShown(null)} />}
    </>
  );
}
