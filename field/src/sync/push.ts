/** What may leave now: photos first, then the commands that name them. */
import type { PersonDb } from '../db/person'
import { dueNow } from '../state/sending'
import type { Outgoing } from '../state/types'
import { type Door, NoAnswer, Refused } from './http'
import { upload } from './tus'

async function refuse(db: PersonDb, one: Outgoing, code: string, sentence: string, now: number): Promise<void> {
  if (one.seq !== undefined) await db.outbox.update(one.seq, { state: 'refused', code, sentence, settled_at: now })
}

/** Photos that the server will never take: its word goes to the person, the command stays as refused. */
const HOPELESS = new Set([413, 415, 422])

/**
 * Uploads the photos of due commands and returns the commands that are ready to be named in this push. A photo
 * that cannot go up now holds back its own command (and later ones for the same subject), nothing else.
 */
export async function ready(db: PersonDb, door: Door, token: string, now: number): Promise<{ commands: Outgoing[]; trouble: unknown }> {
  const outbox = await db.outbox.orderBy('seq').toArray()
  const held = new Set<string>()
  let trouble: unknown = null
  for (const one of dueNow(outbox, now)) {
    const sha256 = one.command.body.photo
    if (!sha256) continue
    const photo = await db.photos.get(sha256)
    if (!photo) continue // it went up before; the server knows it or says so
    try {
      await upload(door, token, photo, async (url) => {
        await db.photos.update(sha256, { upload_url: url })
      })
    } catch (error) {
      if (error instanceof Refused && error.problem.code === 'upload_damaged') {
        await db.photos.update(sha256, { upload_url: null }) // from the first byte, at the next round
        trouble = new NoAnswer()
      } else if (error instanceof Refused && HOPELESS.has(error.problem.status)) {
        await refuse(db, one, error.problem.code, error.problem.title, now)
      } else {
        if (error instanceof Refused && error.problem.status === 401) throw error
        trouble = error
      }
      held.add(one.id)
    }
  }
  return { commands: dueNow(await db.outbox.orderBy('seq').toArray(), now, held), trouble }
}
