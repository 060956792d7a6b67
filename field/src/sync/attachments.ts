/** Attachments of what still waits are kept on the phone, so that they open without network. */
import type { PersonDb } from '../db/person'
import type { Attachment } from '../state/types'
import { type Door, call } from './http'

/** Pictures up to this size are fetched unasked; larger ones by a tap. */
export const UNASKED = 300 * 1024

export async function keep(db: PersonDb, door: Door, attachment: Attachment): Promise<void> {
  if (await db.kept.get(attachment.sha256)) return
  const response = await call(door, 'GET', attachment.url)
  await db.kept.put({ sha256: attachment.sha256, bytes: await response.arrayBuffer(), media_type: attachment.media_type })
}

/** Fetches small pictures of live dispatches, and forgets those of dispatches that are gone. */
export async function keepSmallOnes(db: PersonDb, door: Door): Promise<void> {
  const dispatches = (await db.dispatches.toArray()).filter((one) => one.state === 'live')
  const wanted = dispatches.flatMap((one) => one.content.attachments ?? [])
  const names = new Set(wanted.map((one) => one.sha256))
  const have = await db.kept.toCollection().primaryKeys()
  await db.kept.bulkDelete(have.filter((sha256) => !names.has(sha256)))
  for (const one of wanted) {
    if (one.size <= UNASKED && one.media_type.startsWith('image/') && !have.includes(one.sha256)) await keep(db, door, one)
  }
}
