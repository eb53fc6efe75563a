/**
 * Writes the types of the APIs that the dashboard speaks to, from the documents that the code of this checkout makes.
 * They are never committed: what is checked against them is checked against the API as it is.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';

const ROOT = resolve(import.meta.dirname, '../../..');
const FOLDER = resolve(import.meta.dirname, '../src/api/generated');
const PYTHON = [resolve(ROOT, '.venv/bin/python'), resolve(ROOT, '.venv/Scripts/python.exe')].find(existsSync);
const APIS = ['contentforge', 'blog'];

mkdirSync(FOLDER, { recursive: true });
for (const api of APIS) {
  // An image builds in stages: where there is no Python, the documents have been brought in as files.
  const given = resolve(FOLDER, `${api}.json`);
  const text = PYTHON
    ? execFileSync(PYTHON, ['-m', 'contentforge_app', 'openapi', api], {
        cwd: ROOT,
        maxBuffer: 1 << 26,
        encoding: 'utf8',
      })
    : readFileSync(given, 'utf8');
  const types = astToString(await openapiTS(JSON.parse(text), { alphabetize: true, defaultNonNullable: false }));
  writeFileSync(resolve(FOLDER, `${api}.ts`), types);
}
