// The other side of images.py: the same sizes by sharp, one pipeline after the other, on one thread.
// Usage: node images_sharp.mjs SOURCE FOLDER ROUNDS WIDTHS QUALITY; prints one JSON object, writes FOLDER/<width>.webp.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const require = createRequire(new URL("../node/package.json", import.meta.url));
const sharp = require("sharp");
const [source, folder, rounds, widths, quality] = process.argv.slice(2);
const input = readFileSync(source);
const sizes = widths.split(",").map(Number);

sharp.concurrency(1);
sharp.cache(false);

async function makeAll() {
  const made = [];
  for (const width of sizes) {
    made.push(await sharp(input).rotate().resize({ width }).webp({ quality: Number(quality) }).toBuffer());
  }
  return made;
}

const made = await makeAll();
made.forEach((body, index) => writeFileSync(join(folder, `${sizes[index]}.webp`), body));
const seconds = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const start = process.cpuUsage();
  await makeAll();
  const used = process.cpuUsage(start);
  seconds.push((used.user + used.system) / 1e6);
}
console.log(JSON.stringify({ seconds, vips: sharp.versions.vips }));
