/**
 * Noto Sans Devanagari as we ship it: weights 400 to 600 in one file per script,
 * with what Hindi, Marathi, Nepali and plain Latin need. The whole files would be half of
 * the phone's first load.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import subset from 'subset-font'

const PACKAGE = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/noto-sans-devanagari/package.json'))
const CACHE = resolve(import.meta.dirname, '../node_modules/.pankti-fonts')

const SCRIPTS = {
  devanagari: [[0x900, 0x97f], [0x200c, 0x200d], [0x25cc, 0x25cc], [0x20b9, 0x20b9]],
  latin: [[0x20, 0x7e], [0xa0, 0xff], [0x2013, 0x2014], [0x2018, 0x2019], [0x201c, 0x201d], [0x2022, 0x2022], [0x2026, 0x2026]],
}

const hex = (code) => code.toString(16).toUpperCase().padStart(4, '0')
const rangeOf = (spans) => spans.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(', ')
const textOf = (spans) => spans.map(([from, to]) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i))).join('')
/**
 * Letters are set by typst, which reads TrueType of one weight each and takes one face for each family name: the
 * Latin half gets a name of its own, of the same length, so that the name table keeps its shape.
 */
const LATIN_ONLY = ['Noto Sans Devanagari', 'Noto Sans Latin Only'].map((name) => Buffer.from(name, 'utf16le').swap16())
const SPACES = [[0x20, 0x20], [0xa0, 0xa0]]
const LETTERS = Object.keys(SCRIPTS).flatMap((script) => [400, 600].map((weight) => ({ script, weight, file: `letter-${script}-${weight}.ttf` })))
const fileOf = (script) => `noto-sans-devanagari-${script}.woff2`

/** Cuts the faces once (they are kept beside the packages) and returns their folder. */
export async function cutFonts() {
  mkdirSync(CACHE, { recursive: true })
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
  const stamp = join(CACHE, 'stamp.json')
  const wanted = JSON.stringify({ version, SCRIPTS, weights: [400, 600], LETTERS, spaces: true })
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return CACHE
  for (const [script, spans] of Object.entries(SCRIPTS)) {
    const whole = readFileSync(join(PACKAGE, 'files', `noto-sans-devanagari-${script}-wght-normal.woff2`))
    const cut = await subset(whole, textOf(spans), { targetFormat: 'woff2', variationAxes: { wght: { min: 400, max: 600 } } })
    writeFileSync(join(CACHE, fileOf(script)), cut)
  }
  for (const { script, weight, file } of LETTERS) {
    const whole = readFileSync(join(PACKAGE, 'files', `noto-sans-devanagari-${script}-wght-normal.woff2`))
    const face = await subset(whole, textOf([...SCRIPTS[script], ...SPACES]), { targetFormat: 'truetype', variationAxes: { wght: weight } })
    writeFileSync(join(CACHE, file), script === 'latin' ? renamed(face) : face)
  }
  const faces = Object.entries(SCRIPTS).map(
    ([script, spans]) => `@font-face {
  font-family: "Noto Sans Devanagari";
  font-style: normal;
  font-weight: 400 600;
  font-display: swap;
  src: url("./${fileOf(script)}") format("woff2");
  unicode-range: ${rangeOf(spans)};
}
`,
  )
  writeFileSync(join(CACHE, 'fonts.css'), faces.join('\n'))
  copyFileSync(join(PACKAGE, 'LICENSE'), join(CACHE, 'fonts-LICENSE.txt'))
  writeFileSync(stamp, wanted)
  return CACHE
}

function renamed(face) {
  const [from, to] = LATIN_ONLY
  for (let at = face.indexOf(from); at >= 0; at = face.indexOf(from, at + 1)) to.copy(face, at)
  return face
}

export const FONT_FILES = ['fonts.css', 'fonts-LICENSE.txt', ...Object.keys(SCRIPTS).map(fileOf)]
export const LETTER_FILES = LETTERS.map(({ file }) => file)
