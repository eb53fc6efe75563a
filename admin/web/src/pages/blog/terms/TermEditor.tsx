import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '@/i18n';
import { mainOf, useLanguageName, useSite } from '@/pages/blog/languages';
import { familyOf, type Kind, remove, save, type Term, type TermDraft } from '@/pages/blog/terms/term';
import { Confirmed } from '@/ui/Confirmed';
import { useNotify } from '@/ui/notify';

interface Props {
  kind: Kind;
  draft: TermDraft;
  all: Term[];
  onClose: () => void;
}

function useChanges({ kind, draft, all, onClose }: Props) {
  const { terms } = useTexts();
  const notify = useNotify();
  const queries = useQueryClient();
  const done = (message: string) => {
    notify.done(message);
    void queries.invalidateQueries({ queryKey: ['get', `/api/admin/${kind}`] });
    onClose();
  };
  const before = all.find(({ id }) => id === draft.id);
  const saving = useMutation({
    mutationFn: (next: TermDraft) => save(kind, next, before),
    onSuccess: () => done(terms.saved),
    onError: notify.failed,
  });
  const removing = useMutation({
    mutationFn: () => remove(kind, draft.id ?? ''),
    onSuccess: () => done(terms.deleted),
    onError: notify.failed,
  });
  return { saving, removing };
}

function Remove({ name, busy, onConfirm }: { name: string; busy: boolean; onConfirm: () => void }) {
  const { terms, common } = useTexts();
  return (
    <Confirmed
      title={terms.deleteTitle(name)}
      hint={terms.deleteHint}
      action={common.delete}
      busy={busy}
      onConfirm={() => onConfirm()}
    >
      {(ask) => (
        <Button variant="subtle" color="red" onClick={ask}>
          {common.delete}
        </Button>
      )}
    </Confirmed>
  );
}

function Parent({ form, all, id }: { form: ReturnType<typeof useForm<TermDraft>>; all: Term[]; id: string | null }) {
  const { terms } = useTexts();
  const site = useSite();
  const family = familyOf(all, id);
  const above = all.filter((one) => !family.has(one.id));
  return (
    <Select
      label={terms.parent}
      placeholder={terms.noParent}
      clearable
      data={above.map((one) => ({
        value: one.id,
        label: mainOf(one.translations, site?.default_locale)?.name ?? '',
      }))}
      {...form.getInputProps('parentId')}
    />
  );
}

/** The names of a category or tag in the site's languages, and where it stands. */
export function TermEditor(props: Props) {
  const { kind, draft, all, onClose } = props;
  const { terms, common } = useTexts();
  const locales = useSite()?.locales ?? [];
  const languageName = useLanguageName();
  const form = useForm<TermDraft>({ initialValues: draft });
  const { saving, removing } = useChanges(props);
  const category = kind === 'categories';
  const named = Object.values(form.values.names).some((name) => name.trim() !== '');
  const titles = category ? [terms.newCategory, terms.editCategory] : [terms.newTag, terms.editTag];
  return (
    <Modal
      opened
      onClose={onClose}
      title={titles[draft.id === null ? 0 : 1]}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
        <Stack>
          {locales.map((locale) => (
            <TextInput
              key={locale}
              label={terms.nameIn(languageName(locale))}
              maxLength={100}
              value={form.values.names[locale] ?? ''}
              onChange={(event) =>
                form.setFieldValue('names', { ...form.values.names, [locale]: event.currentTarget.value })
              }
            />
          ))}
          {category && <Parent form={form} all={all} id={draft.id} />}
          <Group justify="space-between">
            {draft.id === null ? (
              <span />
            ) : (
              <Remove
                name={Object.values(draft.names)[0] ?? ''}
                busy={removing.isPending}
                onConfirm={removing.mutate}
              />
            )}
            <Button type="submit" loading={saving.isPending} disabled={!named}>
              {common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
