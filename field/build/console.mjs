/**
 * Builds the console's assets under stable names: map, curve, fonts, icons.
 * The server adds its own hashes to them when it collects static files.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { build } from 'vite'

import { fontFaces } from './fonts.mjs'
import { iconsIn, spriteOf } from './sprite.mjs'

const HERE = dirname(import.meta.dirname)
const OUT = resolve(HERE, '../src/pankti/console/static/built/console')
const require = createRequire(import.meta.url)

rmSync(OUT, { recursive: true, force: true })
mkdirSync(OUT, { recursive: true })

for (const name of ['map', 'curve']) {
  await build({
    configFile: false,
    root: HERE,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: ['chrome80', 'firefox90', 'safari14'],
      lib: {
        entry: join(HERE, `console/${name}.ts`),
        formats: ['iife'],
        name: `pankti_${name}`,
        fileName: () => `${name}.js`,
        cssFileName: name,
      },
    },
  })
}

const faces = fontFaces(dirname(require.resolve('@fontsource/noto-sans-devanagari/package.json')))
for (const face of faces) copyFileSync(face.source, join(OUT, face.file))
writeFileSync(join(OUT, 'fonts.css'), faces.map((face) => face.css).join('\n'))
copyFileSync(join(dirname(require.resolve('@fontsource/noto-sans-devanagari/package.json')), 'LICENSE'), join(OUT, 'fonts-LICENSE.txt'))

const names = readFileSync(join(HERE, 'console/icons.txt'), 'utf8').split('\n').filter(Boolean)
const used = iconsIn(resolve(HERE, '../src/pankti'))
writeFileSync(join(OUT, 'icons.svg'), spriteOf([...names, ...used], (line) => console.warn(line)))
console.log(`console assets: ${OUT}`)
