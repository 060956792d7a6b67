/** Instants as people say them: "कल (23 नव॰) शाम 6 बजे तक", "by 6 pm tomorrow (23 Nov)". Local time. */
import { language, t } from './say'

const MONTHS = {
  hi: ['जन॰', 'फ़र॰', 'मार्च', 'अप्रैल', 'मई', 'जून', 'जुल॰', 'अग॰', 'सित॰', 'अक्टू॰', 'नव॰', 'दिस॰'],
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
}
const WEEKDAYS = {
  hi: ['रविवार', 'सोमवार', 'मंगलवार', 'बुधवार', 'गुरुवार', 'शुक्रवार', 'शनिवार'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
}

export function dateWords(at: Date, now: Date): string {
  const day = `${at.getDate()} ${MONTHS[language.value][at.getMonth()] ?? ''}`
  return at.getFullYear() === now.getFullYear() ? day : `${day} ${at.getFullYear()}`
}

/** 12-hour time with its part of the day. */
export function timeWords(at: Date): string {
  const hour = at.getHours()
  const clock = `${hour % 12 || 12}${at.getMinutes() ? `:${String(at.getMinutes()).padStart(2, '0')}` : ''}`
  if (hour < 4) return t('{clock} am, at night', { clock })
  if (hour < 12) return t('{clock} am', { clock })
  if (hour < 16) return t('{clock} pm, afternoon', { clock })
  if (hour < 20) return t('{clock} pm, evening', { clock })
  return t('{clock} pm, at night', { clock })
}

/** Whole calendar days from `now` to `at`. */
export function daysBetween(now: Date, at: Date): number {
  const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  return Math.round((midnight(at) - midnight(now)) / 86_400_000)
}

/** The day in words; within a week by name. */
export function dayWords(at: Date, now: Date): string {
  const days = daysBetween(now, at)
  const date = dateWords(at, now)
  if (days === 0) return t('today')
  if (days === 1) return t('tomorrow ({date})', { date })
  if (days === -1) return t('yesterday ({date})', { date })
  if (days > 1 && days < 7) return t('{weekday} ({date})', { weekday: WEEKDAYS[language.value][at.getDay()] ?? '', date })
  return date
}

export function momentWords(iso: string | number, now: number): string {
  const at = new Date(iso)
  return t('{day} at {time}', { day: dayWords(at, new Date(now)), time: timeWords(at) })
}

export function deadlineWords(iso: string, now: number): string {
  const at = new Date(iso)
  const fields = { day: dayWords(at, new Date(now)), time: timeWords(at) }
  return at.getTime() < now ? t('Was due {day} at {time}', fields) : t('Until {day}, {time}', fields)
}
