/** Takes one answer of the server into the phone, all of it or nothing. */
import type { PersonDb } from '../db/person'
import { newId } from '../outbox/outbox'
import { apply } from '../state/apply'
import { rankOf } from '../state/waiting'
import type { Outgoing, Pull, Standing } from '../state/types'

/** An accepted answer is shown as said until the server's standing arrives, at most this long. */
export const ECHO_MS = 10 * 60_000

const isComing = (state: string): boolean => state === 'attending' || state === 'declined' || state === 'deputy'

function covers(standing: Standing, echo: Outgoing): boolean {
  const { body } = echo.command
  if (standing.dispatch_id !== body.dispatch_id || standing.subject_id !== body.subject_id) return false
  if (isComing(body.state)) return standing.state === body.state || Date.parse(standing.said_at) >= Date.parse(echo.command.made_at)
  return standing.state === 'reopened' || rankOf(standing.state) >= rankOf(body.state)
}

/** What the outbox becomes: accepted ones turn to echoes, refused ones keep their sentence, covered echoes go. */
async function settle(db: PersonDb, pull: Pull, now: number): Promise<void> {
  const results = new Map(pull.results.map((one) => [one.id, one]))
  const photos = new Set<string>()
  for (const one of await db.outbox.toArray()) {
    if (one.seq === undefined) continue
    const result = results.get(one.id)
    if (one.state === 'waiting' && result) {
      const { photo } = one.command.body
      if (result.status === 'accepted') {
        await db.outbox.update(one.seq, { state: 'accepted', settled_at: now })
        if (photo) photos.add(photo)
      } else if (result.code === 'photo_missing' && photo && !one.is_second_try && (await db.photos.get(photo))) {
        await db.photos.update(photo, { upload_url: null })
        const id = newId()
        await db.outbox.update(one.seq, { id, command: { ...one.command, id }, is_second_try: true })
      } else {
        await db.outbox.update(one.seq, { state: 'refused', code: result.code, sentence: result.sentence, settled_at: now })
      }
    } else if (one.state === 'accepted') {
      const old = Math.abs(now - (one.settled_at ?? 0)) > ECHO_MS
      if (old || pull.standings.some((standing) => covers(standing, one))) await db.outbox.delete(one.seq)
    }
  }
  if (photos.size) {
    const needed = await db.outbox.filter((one) => one.state !== 'accepted' && photos.has(one.command.body.photo ?? '')).toArray()
    for (const one of needed) photos.delete(one.command.body.photo ?? '')
    await db.photos.bulkDelete([...photos])
  }
}

export async function absorb(db: PersonDb, pull: Pull, now: number): Promise<void> {
  const tables = [db.meta, db.dispatches, db.standings, db.notices, db.sessions, db.outbox, db.photos]
  await db.transaction('rw', tables, async () => {
    const changed = pull.full || pull.dispatches.length + pull.standings.length + pull.notices.length + pull.sessions.length > 0
    if (changed) {
      const old = await db.shelf()
      await db.putShelf(old, apply(old, pull))
    }
    await settle(db, pull, now)
    if (pull.me) await db.note('me', pull.me)
    if ((await db.read('cursor')) !== pull.cursor) await db.note('cursor', pull.cursor)
    await db.note('offset_ms', Date.parse(pull.now) - now)
    await db.note('synced_at', now)
  })
}
