import { Alert, Button, Group, Mark, Paper, Text, Textarea } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { useTexts } from '@/i18n';
import { fill, SAMPLE } from '@/pages/templates/placeholders';

interface Props {
  value: string;
  tone: string;
  style: string;
  error: ReactNode;
  onChange: (value: string) => void;
}

const LONGEST = 8000;

function Preview({ value, tone, style }: Pick<Props, 'value' | 'tone' | 'style'>) {
  const { templates } = useTexts();
  const { parts, unknown } = fill(value, { tone, style });
  return (
    <Paper p="md" bg="var(--page-background)">
      <Text size="xs" fw={600} mb={4}>
        {templates.preview}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {value.trim() === ''
          ? templates.builtIn(tone, style)
          : parts.map((part, place) =>
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
              part.from === null ? part.text : <Mark key={place}>{part.text}</Mark>,
            )}
      </Text>
      {unknown.map((name) => (
        <Alert key={name} color="red" mt="sm" p="xs">
          {templates.unknown(name)}
        </Alert>
      ))}
    </Paper>
  );
}

/** One's own instruction, with the placeholders at hand and a preview beside. */
export function Instruction({ value, tone, style, error, onChange }: Props) {
  const { templates } = useTexts();
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const start = field.current?.selectionStart ?? value.length;
    const end = field.current?.selectionEnd ?? value.length;
    onChange(`${value.slice(0, start)}\${${name}}${value.slice(end)}`);
    field.current?.focus();
  };
  return (
    <>
      <Textarea
        ref={field}
        label={templates.override}
        description={templates.overrideHint}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={LONGEST}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Group gap={6} role="group" aria-label={templates.placeholders}>
        {Object.keys(SAMPLE).map((name) => (
          <Button key={name} size="compact-xs" variant="default" ff="monospace" onClick={() => insert(name)}>
            {name}
          </Button>
        ))}
      </Group>
      <Preview value={value} tone={tone} style={style} />
    </>
  );
}
