import { useTexts } from '@/i18n';

function readable(word: string): string {
  const apart = word
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}

/** Names that the server gives things, in people's words: the catalogue's, else the name made readable. */
export function useWord(): (name: string) => string {
  const { words } = useTexts();
  return (name) => words[name] ?? readable(name);
}
