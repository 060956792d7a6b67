/** Every sentence of the app: each an English msgid with named fields, in the person's language. */
import { ref } from 'vue'
import en from 'virtual:catalogue/en'
import hi from 'virtual:catalogue/hi'

export type Language = 'hi' | 'en'
type Fields = Record<string, string | number>

const CATALOGUES = { hi, en }
export const language = ref<Language>('hi')

function fill(text: string, fields: Fields): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fields ? String(fields[name]) : whole))
}

/** Says `msgid` with its named fields. */
export function t(msgid: string, fields: Fields = {}): string {
  const said = CATALOGUES[language.value].messages[msgid]
  return fill(typeof said === 'string' ? said : msgid, fields)
}

/** Says one of two forms by count; `{n}` is the count itself. */
export function tn(one: string, many: string, n: number, fields: Fields = {}): string {
  const { messages, plural } = CATALOGUES[language.value]
  const said = messages[one]
  const form = Array.isArray(said) ? said[plural(n)] : undefined
  return fill(form ?? (n === 1 ? one : many), { n, ...fields })
}

/** Marks a msgid that is said elsewhere by `t(variable)`. */
export const msg = (msgid: string): string => msgid
