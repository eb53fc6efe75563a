/** Fails where a component of Mantine is used whose styles `src/app/mantine.css` does not bring. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const STYLES = join(ROOT, 'node_modules/@mantine/core/styles');
const brought = readFileSync(join(ROOT, 'src/app/mantine.css'), 'utf8');

const used = new Set();
for (const entry of readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.tsx')) continue;
  const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
  for (const [, names] of source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)) {
    for (const name of names.split(',')) used.add(name.trim());
  }
}
const missing = [...used].filter(
  (name) => existsSync(join(STYLES, `${name}.css`)) && !brought.includes(`/${name}.css`),
);
if (missing.length > 0) {
  process.stderr.write(`src/app/mantine.css lacks the styles of: ${missing.join(', ')}\n`);
  process.exitCode = 1;
}
