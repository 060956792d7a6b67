/**
 * The only road to the server. A command is on the disk before the screen says so; it leaves
 * only when the server has accepted or refused it.
 */
import type { PersonDb, Photo } from '../db/person'
import { isFull } from '../db/person'
import { UNDO_MS, isDue } from '../state/sending'
import type { AnswerBody, Command, Names, Outgoing } from '../state/types'

/** The phone has no room for it. Nothing was written, nothing that was there is lost. */
export class NoRoom extends Error {}

export type Entry = { name?: Command['name']; body: AnswerBody; title: Names; now: number; photo?: Photo | undefined; draftKey?: string | undefined }

/** A random UUID, on phones whose browser lacks `randomUUID` too. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** NoRoom instead of the browser's own word for a full disk. */
export async function orNoRoom<T>(work: PromiseLike<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isFull(error)) throw new NoRoom()
    throw error
  }
}

/**
 * Puts an answer, and its photo, into the outbox in one transaction. `seen` may leave at once,
 * everything else after its minute. A second `seen` for the same version is not written.
 *
 * Raises NoRoom when the phone is full.
 */
export async function give(db: PersonDb, { name = 'answer.give', body, title, now, photo, draftKey }: Entry): Promise<Outgoing> {
  const command: Command = { id: newId(), name, made_at: new Date(now).toISOString(), body }
  const outgoing: Outgoing = { id: command.id, state: 'waiting', command, not_before: body.state === 'seen' ? 0 : now + UNDO_MS, title }
  return orNoRoom(
    db.transaction('rw', db.outbox, db.photos, db.drafts, async () => {
      const mine = await db.outbox.filter((one) => one.command.body.dispatch_id === body.dispatch_id && one.command.body.subject_id === body.subject_id).toArray()
      const same = mine.find((one) => one.state === 'waiting' && one.command.body.state === body.state && one.command.body.version === body.version)
      if (same && (body.state === 'seen' || body.state === 'acknowledged')) return same
      if (photo) await db.photos.put(photo)
      // An earlier refusal of this subject has been answered by doing it again.
      await db.outbox.bulkDelete(mine.flatMap((one) => (one.state === 'refused' && one.seq !== undefined ? [one.seq] : [])))
      const seq = await db.outbox.add({ ...outgoing })
      if (draftKey) await db.drafts.delete(draftKey)
      return { ...outgoing, seq: seq as number }
    }),
  )
}

/** Takes an answer back within its minute. False when it has left already. */
export async function undo(db: PersonDb, id: string, now: number): Promise<boolean> {
  return db.transaction('rw', db.outbox, db.photos, async () => {
    const one = await db.outbox.where('id').equals(id).first()
    if (!one || one.state !== 'waiting' || isDue(one, now) || one.seq === undefined) return false
    await db.outbox.delete(one.seq)
    await dropUnusedPhotos(db)
    return true
  })
}

/** The person has read why it was refused. */
export async function dismiss(db: PersonDb, id: string): Promise<void> {
  await db.transaction('rw', db.outbox, db.photos, async () => {
    const one = await db.outbox.where('id').equals(id).first()
    if (one?.state === 'refused' && one.seq !== undefined) await db.outbox.delete(one.seq)
    await dropUnusedPhotos(db)
  })
}

export async function keepPhoto(db: PersonDb, photo: Photo): Promise<void> {
  await orNoRoom(db.photos.put(photo))
}

/** Inside a transaction over outbox and photos: photos that no unsent command names, and no draft of today, go. */
export async function dropUnusedPhotos(db: PersonDb, now = Date.now()): Promise<void> {
  const outbox = await db.outbox.toArray()
  const used = new Set(outbox.filter((one) => one.state !== 'accepted').map((one) => one.command.body.photo))
  const unused = await db.photos.filter((photo) => !used.has(photo.sha256) && now - photo.made_at > 24 * 3600 * 1000).primaryKeys()
  await db.photos.bulkDelete(unused)
}
