/** The outbox as a file, there and back: for a phone that must be given back before the network comes. */
import type { PersonDb, Photo } from '../db/person'
import type { Command, Names, Outgoing } from '../state/types'
import { orNoRoom } from './outbox'

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
      commands: outbox.map(({ command, state, title, code, sentence }) => ({ ...command, state, title, code, sentence })),
      photos: photos.map((photo) => ({ sha256: photo.sha256, media_type: photo.media_type, base64: base64(photo.bytes) })),
    },
    null,
    1,
  )
}

/** The file is not one of ours, or was cut short. */
export class NotReadable extends Error {}

/** Another person's answers: only they may send them. */
export class SomebodyElses extends Error {}

type Saved = Command & { state?: string; title?: Names; code?: string; sentence?: string }
type SavedPhoto = { sha256: string; media_type: string; base64: string }
type Contents = { what?: unknown; version?: unknown; person?: unknown; commands?: unknown; photos?: unknown }

const isText = (value: unknown): value is string => typeof value === 'string'

const NAMES = new Set<string>(['answer.give', 'session.report', 'minute.add', 'minute.change', 'attendance.come', 'attendance.take', 'attendance.take_back'])

function isSaved(one: unknown): one is Saved {
  const { id, name, made_at, body } = (one ?? {}) as Partial<Saved>
  return isText(id) && NAMES.has(name as string) && isText(made_at) && !!body && isText(body.dispatch_id) && isText(body.subject_id) && isText(body.state)
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

async function photoOf(one: SavedPhoto, now: number): Promise<Photo> {
  const bytes = bytesOf(one.base64)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (sha256 !== one.sha256) throw new NotReadable()
  return { sha256, bytes: bytes.buffer, media_type: one.media_type, upload_url: null, made_at: now }
}

function outgoingOf({ state, title, code, sentence, id, name, made_at, body }: Saved): Outgoing {
  const command: Command = { id, name, made_at, body }
  const common = { id, command, not_before: 0, title: title ?? {} }
  if (state !== 'refused') return { ...common, state: 'waiting' }
  return { ...common, state: 'refused', ...(code ? { code } : {}), ...(sentence ? { sentence } : {}) }
}

/**
 * Puts the answers of a saved file back into the outbox, with their photos, all or nothing. Returns how many were new:
 * what is there already stays as it is, and what the server has taken before it takes as the same answer.
 *
 * Raises NotReadable, SomebodyElses, NoRoom.
 */
export async function takeIn(db: PersonDb, text: string, now: number): Promise<number> {
  let saved: Contents
  let photos: Photo[]
  let commands: Saved[]
  try {
    saved = JSON.parse(text) as Contents
    if (saved?.what !== 'pankti-outbox' || saved.version !== 1 || !Array.isArray(saved.commands) || !saved.commands.every(isSaved)) throw new NotReadable()
    commands = saved.commands
    photos = await Promise.all(((saved.photos ?? []) as SavedPhoto[]).map((one) => photoOf(one, now)))
  } catch {
    throw new NotReadable()
  }
  if (saved.person !== db.personId) throw new SomebodyElses()
  return orNoRoom(
    db.transaction('rw', db.outbox, db.photos, async () => {
      let taken = 0
      for (const one of commands) {
        if (await db.outbox.where('id').equals(one.id).count()) continue
        await db.outbox.add(outgoingOf(one))
        taken += 1
      }
      for (const photo of photos) if (taken && !(await db.photos.get(photo.sha256))) await db.photos.put(photo)
      return taken
    }),
  )
}
