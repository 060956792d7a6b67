/** The outbox as a file: for a phone that must be given back before the network comes. */
import type { PersonDb } from '../db/person'

function base64(bytes: ArrayBuffer): string {
  let binary = ''
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** All unsent and refused commands with their photos, as JSON text. */
export async function outboxAsText(db: PersonDb, now: number): Promise<string> {
  const outbox = await db.outbox.filter((one) => one.state !== 'accepted').toArray()
  const named = new Set(outbox.map((one) => one.command.body.photo))
  const photos = (await db.photos.toArray()).filter((photo) => named.has(photo.sha256))
  return JSON.stringify(
    {
      what: 'pankti-outbox',
      version: 1,
      person: db.personId,
      saved_at: new Date(now).toISOString(),
      commands: outbox.map(({ command, state, sentence }) => ({ ...command, state, sentence })),
      photos: photos.map((photo) => ({ sha256: photo.sha256, media_type: photo.media_type, base64: base64(photo.bytes) })),
    },
    null,
    1,
  )
}
