/**
 * Builds the console's assets under stable names: map, curve, fonts, icons.
 * The server adds its own hashes to them when it collects static files.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'vite'

import { FONT_FILES, LETTER_FILES, cutFonts } from './fonts.mjs'
import { iconsIn, spriteOf } from './sprite.mjs'

const HERE = dirname(import.meta.dirname)
const OUT = resolve(HERE, '../src/pankti/console/static/built/console')

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

const cut = await cutFonts()
for (const file of [...FONT_FILES, ...LETTER_FILES]) copyFileSync(join(cut, file), join(OUT, file))

const names = readFileSync(join(HERE, 'console/icons.txt'), 'utf8').split('\n').filter(Boolean)
const used = iconsIn(resolve(HERE, '../src/pankti'))
writeFileSync(join(OUT, 'icons.svg'), spriteOf([...names, ...used], (line) => console.warn(line)))
console.log(`console assets: ${OUT}`)
