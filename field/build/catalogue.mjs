/** Reads the phone's share of the one message catalogue: locale/<language>/LC_MESSAGES/djangojs.po. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import gettext from 'gettext-parser'

export const LANGUAGES = ['hi', 'en']
export const LOCALE = resolve(import.meta.dirname, '../../locale')

export const poPath = (language) => join(LOCALE, language, 'LC_MESSAGES/djangojs.po')

export function readPo(language) {
  const path = poPath(language)
  if (!existsSync(path)) return { charset: 'utf-8', headers: {}, translations: { '': {} } }
  return gettext.po.parse(readFileSync(path))
}

/** The header's rule, checked to be arithmetic on `n` before it becomes code. */
export function pluralRule(headers, fallback) {
  const header = headers['Plural-Forms'] ?? headers['plural-forms'] ?? ''
  const rule = /plural\s*=\s*(.+?);?\s*$/.exec(header)?.[1] ?? fallback
  if (!/^[n0-9\s()<>=!&|?:+\-*/%]+$/.test(rule)) throw new Error(`Plural-Forms is not arithmetic: ${rule}`)
  return rule
}

/** A language's module: `plural(n)` and `messages`, msgid to its forms. Untranslated ones are listed apart. */
export function catalogueOf(language) {
  const po = readPo(language)
  const messages = {}
  const missing = []
  for (const entry of Object.values(po.translations[''] ?? {})) {
    if (!entry.msgid || entry.comments?.flag?.includes('fuzzy')) {
      if (entry.msgid) missing.push(entry.msgid)
      continue
    }
    const wanted = entry.msgid_plural ? 2 : 1
    const said = entry.msgstr.filter((form) => form !== '')
    if (said.length < wanted) missing.push(entry.msgid)
    else messages[entry.msgid] = entry.msgid_plural ? said : said[0]
  }
  return { rule: pluralRule(po.headers, 'n != 1'), messages, missing }
}

/** `import catalogue from 'virtual:catalogue/hi'`. */
export function cataloguePlugin() {
  const PREFIX = 'virtual:catalogue/'
  return {
    name: 'pankti-catalogue',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null
      const language = id.slice(PREFIX.length + 1)
      this.addWatchFile(poPath(language))
      const { rule, messages, missing } = catalogueOf(language)
      if (missing.length) this.error(`${language}: no words for ${missing.length} messages, first: "${missing[0]}" (see npm run messages)`)
      const kept = language === 'en' ? Object.fromEntries(Object.entries(messages).filter(([id, said]) => said !== id)) : messages
      return `export default { plural: (n) => Number(${rule}), messages: ${JSON.stringify(kept)} }`
    },
  }
}
