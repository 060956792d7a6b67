/** The record of a meeting as this phone shows it: what the server said, and on top of it what is still to be sent. */
import type { Names, Outgoing } from './types'

export type Speaker = { id: string; role: string; names: Names; post_names: Names; is_absent: boolean }
export type Kind = 'speech' | 'note' | 'decision'
export type Written = { kind: Kind; texts: Names; speaker_id: string | null } & Record<string, unknown>
export type RecordEntry = { id: string; version: number; said: Written; author: string; is_addition: boolean; aside: number }
export type MeetingRecord = { meeting_id: string; titles: Names; change_no: number; is_closed: boolean; may_write: boolean; speakers: Speaker[]; entries: RecordEntry[] }
export type Line = RecordEntry & { waits: boolean }

/** Entries in their order; a word of mine that waits, or that the server has just taken, stands in its entry's place. */
export function linesOf(record: MeetingRecord | null, meetingId: string, outbox: readonly Outgoing[]): Line[] {
  const lines: Line[] = (record?.entries ?? []).map((one) => ({ ...one, waits: false }))
  for (const one of outbox) {
    const { name, body } = one.command
    if (one.state === 'refused' || (name !== 'minute.add' && name !== 'minute.change') || body.meeting_id !== meetingId || !body.entry_id || !body.said) continue
    const waits = one.state === 'waiting'
    const at = lines.findIndex((line) => line.id === body.entry_id)
    const known = lines[at]
    if (known && (waits || known.version <= body.version)) {
      if (name === 'minute.change') lines[at] = { ...known, said: body.said, waits }
    } else if (!known) {
      lines.push({ id: body.entry_id, version: 1, said: body.said, author: '', is_addition: false, aside: 0, waits })
    }
  }
  return lines
}
