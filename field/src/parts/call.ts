/** What a call to a meeting comes to for one person: their part, and the file for their calendar. */
import { msg, t } from '../i18n/say'
import { words } from '../i18n/words'
import type { Dispatch } from '../state/types'
import type { Item } from '../state/waiting'

const ROLES: Record<string, string> = {
  chair: msg('Takes the chair'),
  director: msg('Under whose direction'),
  chief_guest: msg('Chief guest'),
  special_guest: msg('Special guest'),
  main_speaker: msg('Main speaker'),
  speaker: msg('Speaker'),
  stage: msg('Conducts the stage'),
  welcome: msg('Welcome'),
  thanks: msg('Vote of thanks'),
}

export const roleWords = (role: string): string => t(ROLES[role] ?? role)

/** The parts that the one who is called takes with this post. */
export function myParts(item: Item): string[] {
  const own = item.appointment?.id
  return (item.dispatch.content.parts ?? []).filter((part) => own && part.appointment_id === own).map((part) => part.role)
}

const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
const plain = (text: string): string => text.replace(/\\/g, '\\\\').replace(/\r?\n/g, '\\n').replace(/([,;])/g, '\\$1')

/** RFC 5545 wants lines of at most 75 bytes, never cut inside a letter. */
export function fold(line: string): string {
  const coder = new TextEncoder()
  let folded = ''
  let size = 0
  for (const letter of line) {
    const width = coder.encode(letter).length
    if (size + width > 73) {
      folded += '\r\n '
      size = 1
    }
    folded += letter
    size += width
  }
  return folded
}

/** The meeting as a calendar file; in UTC, so that it needs no table of time zones. Made on the phone: works offline. */
export function calendarFile(dispatch: Dispatch, now: number): string {
  const { content } = dispatch
  const starts = Date.parse(content.starts_at ?? dispatch.issued_at)
  const ends = content.ends_at ? Date.parse(content.ends_at) : starts + 3600_000
  const where = [words(content.place?.names), content.place?.address].filter(Boolean).join(', ') || content.link || ''
  const agenda = (content.agenda ?? []).map((item, place) => `${place + 1}. ${words(item.titles)}`)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Pankti//meetings//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${content.meeting_id ?? dispatch.id}@meetings.pankti.invalid`,
    `SEQUENCE:${content.sequence ?? 0}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(starts)}`,
    `DTEND:${stamp(ends)}`,
    `SUMMARY:${plain(words(content.titles))}`,
    `DESCRIPTION:${plain([words(content.texts), ...agenda].filter(Boolean).join('\n'))}`,
    ...(where ? [`LOCATION:${plain(where)}`] : []),
    ...(content.link ? [`URL:${content.link}`] : []),
    `STATUS:${dispatch.state === 'withdrawn' ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
  return lines.map(fold).join('\r\n')
}
