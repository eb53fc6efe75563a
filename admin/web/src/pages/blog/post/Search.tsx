import { Anchor, Box, Button, Group, Image, Paper, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { $blog, type BlogSchemas } from '@/api/blog';
import { useTexts } from '@/i18n';
import type { Text as Written } from '@/pages/blog/post/draft';
import { PicturePicker } from '@/pages/blog/post/PicturePicker';

interface Props {
  locale: string;
  text: Written;
  site: BlogSchemas['SiteSettings'];
  onChange: (change: Partial<Written>) => void;
}

const LONGEST_TITLE = 60;
const LONGEST_DESCRIPTION = 160;

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1).trimEnd()}…` : text;
}

/** The post as search engines list it. */
function Result({ locale, text, site }: Omit<Props, 'onChange'>) {
  const { post } = useTexts();
  const path = site.post_path.replace('{locale}', locale).replace('{slug}', text.slug || '…');
  return (
    <Box>
      <Text size="xs" fw={600} mb={6}>
        {post.seoPreview}
      </Text>
      <Paper p="md" maw={600}>
        <Text size="xs" c="dimmed" truncate>
          {(site.site_url ?? '').replace(/\/$/, '')}
          {path}
        </Text>
        <Anchor component="span" fz="lg" lh={1.3}>
          {cut(text.metaTitle || text.title || post.fields.title, LONGEST_TITLE)}
        </Anchor>
        <Text size="sm" mt={2}>
          {cut(text.metaDescription || text.excerpt, LONGEST_DESCRIPTION)}
        </Text>
      </Paper>
    </Box>
  );
}

function Hero({ text, onChange }: Pick<Props, 'text' | 'onChange'>) {
  const { fields } = useTexts().post;
  const [picking, { open, close }] = useDisclosure(false);
  const id = text.heroImageId;
  const { data } = $blog.useQuery(
    'get',
    '/api/admin/media/{media_id}',
    { params: { path: { media_id: id ?? '' } } },
    { enabled: id !== null },
  );
  return (
    <Box>
      <Text size="sm" fw={500} mb={4}>
        {fields.hero}
      </Text>
      {id !== null && data !== undefined && (
        <Image src={data.variants.md ?? data.url} alt={data.alt} radius="md" mah={220} w="auto" mb="sm" />
      )}
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={open}>
          {fields.choose}
        </Button>
        {id !== null && (
          <Button size="xs" variant="subtle" color="red" onClick={() => onChange({ heroImageId: null })}>
            {fields.remove}
          </Button>
        )}
      </Group>
      <PicturePicker opened={picking} onClose={close} onPick={(media) => onChange({ heroImageId: media.id })} />
    </Box>
  );
}

/** How a post is found: its address, what search engines show, its main picture. */
export function Search(props: Props) {
  const { text, onChange } = props;
  const { fields } = useTexts().post;
  return (
    <Stack>
      <Result {...props} />
      <TextInput
        label={fields.slug}
        description={fields.slugHint}
        value={text.slug}
        onChange={(event) => onChange({ slug: event.currentTarget.value })}
      />
      <TextInput
        label={fields.metaTitle}
        maxLength={200}
        value={text.metaTitle}
        onChange={(event) => onChange({ metaTitle: event.currentTarget.value })}
      />
      <Textarea
        label={fields.metaDescription}
        autosize
        maxLength={500}
        value={text.metaDescription}
        onChange={(event) => onChange({ metaDescription: event.currentTarget.value })}
      />
      <TextInput
        label={fields.canonical}
        type="url"
        value={text.canonical}
        onChange={(event) => onChange({ canonical: event.currentTarget.value })}
      />
      <Hero text={text} onChange={onChange} />
    </Stack>
  );
}
