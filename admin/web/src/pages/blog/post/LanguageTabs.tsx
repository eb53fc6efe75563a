import { ActionIcon, Group, Menu, SegmentedControl } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTexts } from '@/i18n';
import { useLanguageName } from '@/pages/blog/languages';
import { BLANK, type Draft } from '@/pages/blog/post/draft';
import { Confirmed } from '@/ui/Confirmed';

interface Props {
  draft: Draft;
  locales: string[];
  locale: string;
  onLocale: (locale: string) => void;
  onChange: (draft: Draft) => void;
}

function Add({ draft, locales, onLocale, onChange }: Omit<Props, 'locale'>) {
  const { post } = useTexts();
  const languageName = useLanguageName();
  const missing = locales.filter((one) => draft.texts[one] === undefined);
  const add = (locale: string) => {
    const removed = draft.removed.filter((one) => one !== locale);
    onChange({ ...draft, removed, texts: { ...draft.texts, [locale]: BLANK } });
    onLocale(locale);
  };
  if (missing.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={post.addLanguage}>
          <IconPlus size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{post.addLanguage}</Menu.Label>
        {missing.map((one) => (
          <Menu.Item key={one} onClick={() => add(one)}>
            {languageName(one)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Remove({ draft, locale, onLocale, onChange }: Omit<Props, 'locales'>) {
  const { post, common } = useTexts();
  const languageName = useLanguageName();
  const rest = Object.fromEntries(Object.entries(draft.texts).filter(([one]) => one !== locale));
  const remove = (close: () => void) => {
    onChange({ ...draft, texts: rest, removed: [...draft.removed, locale] });
    onLocale(Object.keys(rest)[0] ?? locale);
    close();
  };
  if (Object.keys(rest).length === 0) return null;
  return (
    <Confirmed
      title={post.removeLanguageTitle(languageName(locale))}
      hint={post.removeLanguageHint}
      action={common.delete}
      onConfirm={remove}
    >
      {(ask) => (
        <ActionIcon
          variant="subtle"
          color="red"
          size="lg"
          onClick={ask}
          aria-label={post.removeLanguage(languageName(locale))}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </Confirmed>
  );
}

/** Which language is written in, and which there are. */
export function LanguageTabs(props: Props) {
  const { draft, locales, locale, onLocale } = props;
  const known = locales.filter((one) => draft.texts[one] !== undefined);
  // Languages that the site has given up stand last.
  const others = Object.keys(draft.texts).filter((one) => !locales.includes(one));
  const { post } = useTexts();
  const languageName = useLanguageName();
  return (
    <Group gap="xs">
      <SegmentedControl
        aria-label={post.language}
        data={[...known, ...others].map((one) => ({ value: one, label: languageName(one) }))}
        value={locale}
        onChange={onLocale}
      />
      <Add {...props} />
      <Remove {...props} />
    </Group>
  );
}
