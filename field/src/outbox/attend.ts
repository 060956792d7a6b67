/** Attendance into the outbox: it leaves as soon as it can, and is on the disk before the screen says so. */
import type { PersonDb } from '../db/person'
import type { AnswerBody, Command, CommandName, Names } from '../state/types'
import { newId, orNoRoom } from './outbox'

export type Attended = Pick<AnswerBody, 'code' | 'meeting_id' | 'card' | 'person_id' | 'guest' | 'arrival_id'>

/** The command's id, by which a tap is taken back. Raises NoRoom when the phone is full. */
export async function attend(db: PersonDb, name: CommandName, said: Attended, title: Names, now: number): Promise<string> {
  const id = newId()
  // The outbox keeps its order by subject; each of these is one of its own.
  const about = { dispatch_id: said.meeting_id ?? id, subject_id: `attendance:${said.arrival_id ?? id}`, appointment_id: '', version: 0, state: 'acknowledged' as const }
  const command: Command = { id, name, made_at: new Date(now).toISOString(), body: { ...about, ...said } }
  await orNoRoom(db.outbox.add({ id, state: 'waiting', command, not_before: 0, title }))
  return id
}
