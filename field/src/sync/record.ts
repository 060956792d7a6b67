/** The record of a meeting, fetched when it is looked at and kept for halls without a line. */
import type { PersonDb } from '../db/person'
import type { MeetingRecord } from '../state/record'
import { type Door, call, jsonOf } from './http'

export async function fetchRecord(db: PersonDb, door: Door, token: string, meetingId: string): Promise<MeetingRecord> {
  const found = await jsonOf<MeetingRecord>(await call(door, 'GET', `/api/v1/meetings/${encodeURIComponent(meetingId)}/record`, { token }))
  await db.records.put(found)
  return found
}
