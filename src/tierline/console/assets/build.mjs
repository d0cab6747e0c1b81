// Bundles what the pages load into the folder that it is given: node build.mjs FOLDER
//
// Writes htmx.js, console.js, charts.js and console.css, and LICENSES.txt, the licences of what they hold.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

const LICENCE = /^(licen[cs]e|notice|copying)/i;

async function bundle() {
  return build({
    entryPoints: [
      { in: 'htmx/main.js', out: 'htmx' },
      { in: 'console/main.js', out: 'console' },
      { in: 'charts/main.js', out: 'charts' },
      { in: 'style/main.css', out: 'console' },
    ],
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome120', 'firefox121', 'safari17'],
    legalComments: 'none', // they stand in LICENSES.txt
    metafile: true,
    write: false,
    outdir: '.',
    logLevel: 'warning',
  });
}

// The folders of packages of which a bundle holds something.
function packagesOf(inputs) {
  const folder = /^node_modules\/(?:@[^/]+\/)?[^/]+/;
  return [...new Set(inputs.flatMap((input) => input.match(folder) ?? []))].sort();
}

function licencesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function licences(inputs) {
  return packagesOf(inputs).map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = licencesIn(folder);
    if (files.length === 0) {
      throw new Error(`${name} ${version} has no file with its licence (${license}); none is bundled without it.`);
    }
    const texts = files.map((file) => readFileSync(file, 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
}

const [folder] = process.argv.slice(2);
const { outputFiles, metafile, warnings } = await bundle();
if (warnings.length > 0) {
  process.exit(1); // A mistake in a style is no more than a warning to esbuild, which has told it.
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) {
  writeFileSync(join(folder, basename(path)), contents);
}
const texts = licences(Object.keys(metafile.inputs));
writeFileSync(join(folder, 'LICENSES.txt'), `${texts.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`);
