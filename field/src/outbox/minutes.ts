/** A line of a record goes on its way as any answer does: through the outbox, at once, without its minute. */
import type { PersonDb } from '../db/person'
import type { Names, Outgoing } from '../state/types'
import type { Line, Written } from '../state/record'
import { newId, orNoRoom } from './outbox'

/**
 * Writes a new entry, or changes `line` from the version that was on the screen. On the disk before it returns.
 *
 * Raises NoRoom when the phone is full.
 */
export async function write(db: PersonDb, meetingId: string, said: Written, title: Names, now: number, line: Line | null): Promise<Outgoing> {
  const entryId = line?.id ?? newId()
  const base = line?.version ?? 0
  const body = { dispatch_id: meetingId, subject_id: entryId, appointment_id: '', version: base, state: 'done' as const, ...said, said, meeting_id: meetingId, entry_id: entryId, base }
  const outgoing: Outgoing = {
    id: newId(),
    state: 'waiting',
    command: { id: '', name: line ? 'minute.change' : 'minute.add', made_at: new Date(now).toISOString(), body },
    not_before: 0,
    title,
  }
  outgoing.command.id = outgoing.id
  await orNoRoom(db.outbox.add({ ...outgoing }))
  return outgoing
}
