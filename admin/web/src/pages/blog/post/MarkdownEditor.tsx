import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown } from '@codemirror/lang-markdown';
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { ActionIcon, Box, Divider, Group, Tooltip } from '@mantine/core';
import { IconBold, IconHeading, IconItalic, IconLink, IconList, IconPhotoPlus, IconQuote } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '@/i18n';
import classes from '@/pages/blog/post/MarkdownEditor.module.css';

interface Props {
  /** What it says at first; the editor keeps its own text from then on. */
  initial: string;
  label: string;
  onChange: (text: string) => void;
  onPicture: (insert: (markdown: string) => void) => void;
}

/** Put marks around what is selected, or before its line. */
function wrap(view: EditorView, before: string, after: string): void {
  const { from, to } = view.state.selection.main;
  const selected = view.state.sliceDoc(from, to);
  view.dispatch({
    changes: { from, to, insert: before + selected + after },
    selection: { anchor: from + before.length, head: from + before.length + selected.length },
  });
  view.focus();
}

function startLine(view: EditorView, mark: string): void {
  const { from } = view.state.doc.lineAt(view.state.selection.main.from);
  view.dispatch({ changes: { from, insert: mark } });
  view.focus();
}

function Toolbar({ view, onPicture }: { view: () => EditorView | null; onPicture: Props['onPicture'] }) {
  const { post } = useTexts();
  const act = (run: (editor: EditorView) => void) => () => {
    const editor = view();
    if (editor !== null) run(editor);
  };
  const { toolbar } = post;
  const tools = [
    { label: toolbar.heading, icon: IconHeading, run: act((editor) => startLine(editor, '## ')) },
    { label: toolbar.bold, icon: IconBold, run: act((editor) => wrap(editor, '**', '**')) },
    { label: toolbar.italic, icon: IconItalic, run: act((editor) => wrap(editor, '_', '_')) },
    { label: toolbar.list, icon: IconList, run: act((editor) => startLine(editor, '- ')) },
    { label: toolbar.quote, icon: IconQuote, run: act((editor) => startLine(editor, '> ')) },
    { label: toolbar.link, icon: IconLink, run: act((editor) => wrap(editor, '[', '](https://)')) },
    {
      label: post.insertPicture,
      icon: IconPhotoPlus,
      run: act((editor) => onPicture((text) => wrap(editor, text, ''))),
    },
  ];
  return (
    <Group gap={2} p={6} role="toolbar" aria-label={post.fields.body}>
      {tools.map(({ label, icon: Shown, run }) => (
        <Tooltip key={label} label={label} withArrow>
          <ActionIcon variant="subtle" color="gray" onClick={run} aria-label={label}>
            <Shown size={18} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}

function extensionsFor(label: string, onChange: (text: string) => void) {
  return [
    history(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    markdown(),
    syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    EditorView.lineWrapping,
    placeholder('# …'),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}

/** A text in Markdown with its marks shown, and buttons for those who do not know them. */
export function MarkdownEditor({ initial, label, onChange, onPicture }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const tell = useRef(onChange);
  tell.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is the editor's own once it stands
  useEffect(() => {
    if (place.current === null) return;
    const extensions = extensionsFor(label, (text) => tell.current(text));
    view.current = new EditorView({ parent: place.current, state: EditorState.create({ doc: initial, extensions }) });
    return () => view.current?.destroy();
  }, []);

  return (
    <Box className={classes.frame}>
      <Toolbar view={() => view.current} onPicture={onPicture} />
      <Divider />
      <div ref={place} className={classes.editor} />
    </Box>
  );
}
