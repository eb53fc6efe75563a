import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const OUT = resolve(import.meta.dirname, '../contentforge_admin/static');
const SMALLEST = 1024;
const API = process.env.CONTENTFORGE_URL ?? 'http://127.0.0.1:8000';
const SERVED = ['/api', '/t', '/blog', '/media', '/files', '/docs', '/socket.io'];

/** Writes a .br and a .gz beside each text file, so that the server never compresses anything itself. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      for (const entry of readdirSync(OUT, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !/\.(js|css|html|svg|webmanifest)$/.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const body = readFileSync(path);
        if (body.length < SMALLEST) continue;
        writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

export default defineConfig({
  base: '/app/',
  plugins: [react(), precompress()],
  resolve: { alias: { '@': resolve(import.meta.dirname, 'src') } },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2022',
    // Older ones would get light-dark() in a form that does not follow Mantine's own switch.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
    // Files of their own come from what pages load by themselves, charts and the editor among them. Groups of libraries
    // were tried: they drew what every page needs into the charts' file, or left it without what it starts with.
  },
  // `npm run dev` shows changes at once; everything but the pages comes from a running `make dev`.
  server: {
    port: 5173,
    proxy: Object.fromEntries(SERVED.map((path) => [path, { target: API, ws: path === '/socket.io' }])),
  },
});
