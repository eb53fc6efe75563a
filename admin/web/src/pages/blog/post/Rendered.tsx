import { Text, Typography } from '@mantine/core';
import MarkdownIt from 'markdown-it';
import { useMemo } from 'react';

// As on the server: raw HTML stays text, and links lead nowhere that could run.
const renderer = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** A text as readers will see it. */
export function Rendered({ title, body }: { title: string; body: string }) {
  const html = useMemo(() => renderer.render(body), [body]);
  return (
    <Typography>
      {/* Looks like the page's own heading, and is none: this page has one already. */}
      <Text fz={30} fw={700} lh={1.25} mb="md">
        {title}
      </Text>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: markdown-it escapes all HTML of the text itself */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
    </Typography>
  );
}
