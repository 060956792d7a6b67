/** Words that people wrote, in the reader's language; numbers as India groups them; bytes. */
import type { Names } from '../state/types'
import { language, t } from './say'

export type Spoken = { text: string; lang: string }

/** The text in the reader's language, else in Hindi, else in any that has one; with the language it is in. */
export function spoken(names: Names | undefined): Spoken {
  for (const lang of [language.value, 'hi', ...Object.keys(names ?? {})]) {
    const text = names?.[lang]
    if (text) return { text, lang }
  }
  return { text: '', lang: language.value }
}

export const words = (names: Names | undefined): string => spoken(names).text

export const numberWords = (n: number): string => n.toLocaleString('en-IN')

export function sizeWords(bytes: number): string {
  if (bytes < 1000 * 1000) return t('{n} kB', { n: Math.max(1, Math.round(bytes / 1000)) })
  if (bytes < 1e9) return t('{n} MB', { n: (bytes / 1e6).toFixed(1) })
  return t('{n} GB', { n: (bytes / 1e9).toFixed(1) })
}

/** A whole number as typed, Devanagari digits and Indian commas included; null when it is none. */
export function numberOf(typed: string): number | null {
  const latin = typed.replace(/[०-९]/g, (digit) => String(digit.charCodeAt(0) - 0x966)).replace(/[\s,]/g, '')
  return /^\d{1,12}$/.test(latin) ? Number(latin) : null
}
