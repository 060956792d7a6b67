import { beforeEach, describe, expect, it } from 'vitest'

import { extract } from '../build/messages.mjs'
import { catalogueOf } from '../build/catalogue.mjs'
import { language, t, tn } from '../src/i18n/say'
import { daysBetween, deadlineWords, momentWords } from '../src/i18n/when'
import { numberOf, numberWords, sizeWords, spoken } from '../src/i18n/words'

/** Local time, so that the test says the same in every zone. */
const at = (day: number, hour: number, minute = 0, month = 10, year = 2026): number => new Date(year, month, day, hour, minute).getTime()
const NOW = at(22, 10)
const iso = (ms: number): string => new Date(ms).toISOString()

beforeEach(() => {
  language.value = 'hi'
})

describe('deadlines in words', () => {
  it.each([
    [at(22, 18), 'आज शाम 6 बजे तक', 'Until today, 6 pm'],
    [at(23, 18), 'कल (23 नव॰) शाम 6 बजे तक', 'Until tomorrow (23 Nov), 6 pm'],
    [at(23, 12), 'कल (23 नव॰) दोपहर 12 बजे तक', 'Until tomorrow (23 Nov), 12 pm'],
    [at(26, 9, 30), 'गुरुवार (26 नव॰) सुबह 9:30 बजे तक', 'Until Thursday (26 Nov), 9:30 am'],
    [at(24, 23, 59), 'मंगलवार (24 नव॰) रात 11:59 बजे तक', 'Until Tuesday (24 Nov), 11:59 pm'],
    [at(23, 0), 'कल (23 नव॰) रात 12 बजे तक', 'Until tomorrow (23 Nov), 12 am'],
    [at(5, 16, 0, 0, 2027), '5 जन॰ 2027 शाम 4 बजे तक', 'Until 5 Jan 2027, 4 pm'],
    [at(21, 18), 'समय-सीमा बीते कल (21 नव॰) शाम 6 बजे थी', 'Was due yesterday (21 Nov) at 6 pm'],
  ])('%#', (deadline, hindi, english) => {
    expect(deadlineWords(iso(deadline), NOW)).toBe(hindi)
    language.value = 'en'
    expect(deadlineWords(iso(deadline), NOW)).toBe(english)
  })

  it('counts calendar days, not hours', () => {
    expect(daysBetween(new Date(at(22, 23, 59)), new Date(at(23, 0, 1)))).toBe(1)
    expect(momentWords(iso(at(22, 5)), NOW)).toBe('आज सुबह 5 बजे')
  })
})

describe('words', () => {
  it('fills named fields and chooses the plural of the language', () => {
    expect(t('From: {post}, {unit}', { post: 'क', unit: 'ख' })).toBe('भेजने वाले: क, ख')
    expect(tn('{n} answer not taken', '{n} answers not taken', 1)).toBe('1 जवाब दर्ज नहीं हुआ')
    expect(tn('{n} answer not taken', '{n} answers not taken', 3)).toBe('3 जवाब दर्ज नहीं हुए')
    language.value = 'en'
    expect(tn('{n} answer not taken', '{n} answers not taken', 0)).toBe('0 answers not taken')
    expect(tn('{n} answer not taken', '{n} answers not taken', 1)).toBe('1 answer not taken')
  })

  it('a field is never read as a message of its own', () => {
    expect(t('Issued {moment}', { moment: '{post}' })).toBe('जारी: {post}')
  })

  it('takes the best language that somebody wrote', () => {
    language.value = 'en'
    expect(spoken({ hi: 'क' })).toEqual({ text: 'क', lang: 'hi' })
    expect(spoken({ mr: 'म' })).toEqual({ text: 'म', lang: 'mr' })
    expect(spoken({}).text).toBe('')
  })

  it('reads numbers as people type them', () => {
    expect(numberOf('२५०')).toBe(250)
    expect(numberOf(' 1,38,771 ')).toBe(138771)
    for (const bad of ['', 'दस', '-4', '2.5', '1e9', '9'.repeat(13)]) expect(numberOf(bad)).toBeNull()
    expect(numberWords(138771)).toBe('1,38,771')
    expect(sizeWords(400)).toBe('1 kB')
    expect(sizeWords(1_500_000)).toBe('1.5 MB')
  })

  it('every message has its words in both languages, with the same fields', () => {
    const fields = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole).sort()
    for (const code of ['hi', 'en']) {
      const { missing, ...rest } = catalogueOf(code)
      const messages: Record<string, string | string[]> = { ...rest.messages }
      expect(missing).toEqual([])
      for (const [id, { plural }] of extract() as Map<string, { plural: string }>) {
        const said = [messages[id] ?? []].flat()
        expect(said.length, id).toBe(plural ? 2 : 1)
        for (const one of said) expect(fields(one), id).toEqual(fields(id))
      }
    }
  })
})
