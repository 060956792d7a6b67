/**
 * Extracts msgids from field/src into both djangojs.po files. Words already
 * given stay; messages no longer used leave; English is filled from the msgid.
 * Exits 1 when a Hindi word is missing, and names it.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import gettext from 'gettext-parser'

import { LANGUAGES, poPath, readPo } from './catalogue.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
const SRC = resolve(import.meta.dirname, '../src')
const TEXT = String.raw`'((?:[^'\\]|\\.)+)'`
const ONE = new RegExp(String.raw`\b(?:t|msg)\(\s*${TEXT}`, 'g')
const MANY = new RegExp(String.raw`\btn\(\s*${TEXT}\s*,\s*${TEXT}`, 'g')

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (/\.(ts|vue)$/.test(entry.name)) yield path
  }
}

const clean = (text) => text.replace(/\\(['"\\])/g, '$1')

/** msgid → {plural, places} for everything said in field/src. */
export function extract() {
  const found = new Map()
  const note = (id, plural, path) => {
    const entry = found.get(id) ?? { plural: '', places: new Set() }
    entry.plural ||= plural
    entry.places.add(relative(ROOT, path))
    found.set(id, entry)
  }
  for (const path of files(SRC)) {
    const text = readFileSync(path, 'utf8')
    for (const [, id] of text.matchAll(ONE)) note(clean(id), '', path)
    for (const [, id, plural] of text.matchAll(MANY)) note(clean(id), clean(plural), path)
  }
  return found
}

const HEADERS = {
  'Project-Id-Version': 'pankti',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=UTF-8',
  'Content-Transfer-Encoding': '8bit',
}
const PLURALS = { hi: 'nplurals=2; plural=(n > 1);', en: 'nplurals=2; plural=(n != 1);' }

function main() {
  const found = extract()
  let missing = 0
  for (const language of LANGUAGES) {
    const old = readPo(language).translations[''] ?? {}
    const kept = { '': { msgid: '', msgstr: [''] } }
    for (const [id, { plural, places }] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const forms = plural ? 2 : 1
      const had = (old[id]?.msgstr ?? []).filter((form) => form !== '')
      let said = had.length === forms ? had : []
      if (language === 'en' && said.length === 0) said = plural ? [id, plural] : [id]
      if (said.length === 0) {
        missing++
        console.log(`${language}: ${JSON.stringify(id)}`)
      }
      kept[id] = {
        msgid: id,
        ...(plural ? { msgid_plural: plural } : {}),
        msgstr: said.length ? said : Array(forms).fill(''),
        comments: { reference: [...places].sort().join('\n') },
      }
    }
    const path = poPath(language)
    mkdirSync(dirname(path), { recursive: true })
    const headers = { ...HEADERS, Language: language, 'Plural-Forms': PLURALS[language] }
    const po = gettext.po.compile({ charset: 'utf-8', headers, translations: { '': kept } }, { foldLength: 0, sort: false })
    writeFileSync(path, `${po.toString().trimEnd()}\n`)
  }
  console.log(`${found.size} messages, ${missing} without words`)
  if (missing) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) main()
