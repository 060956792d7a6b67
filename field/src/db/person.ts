/** What the phone keeps for one person: their own database, gone when they sign out. */
import Dexie, { type EntityTable, type Table } from 'dexie'

import { standingKey } from '../state/apply'
import type { MeetingRecord } from '../state/record'
import type { Dispatch, Me, Notice, Outgoing, Session, Shelf, Standing } from '../state/types'

export type Draft = { key: string; kind: 'done' | 'refused'; number: string; text: string; reason: string; photo: string | null }
export type Photo = { sha256: string; bytes: ArrayBuffer; media_type: string; upload_url: string | null; made_at: number }
export type Kept = { sha256: string; bytes: ArrayBuffer; media_type: string }

type Meta = {
  me: Me
  token: string
  cursor: string
  /** Server's clock less the phone's, at the last sync. */
  offset_ms: number
  synced_at: number
  storage_asked: boolean
}
type MetaRow = { [K in keyof Meta]: { key: K; value: Meta[K] } }[keyof Meta]

export class PersonDb extends Dexie {
  meta!: Table<MetaRow, string>
  dispatches!: Table<Dispatch, string>
  standings!: Table<Standing & { key: string }, string>
  notices!: Table<Notice, string>
  sessions!: Table<Session, string>
  outbox!: EntityTable<Outgoing, 'seq'>
  drafts!: Table<Draft, string>
  photos!: Table<Photo, string>
  kept!: Table<Kept, string>
  records!: Table<MeetingRecord, string>

  constructor(readonly personId: string) {
    // Strict: a tap is on the disk before the screen says so.
    super(nameOf(personId), { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      meta: 'key',
      dispatches: 'id',
      standings: 'key',
      notices: 'id',
      outbox: '++seq, &id, state',
      drafts: 'key',
      photos: 'sha256',
      kept: 'sha256',
    })
    this.version(2).stores({ sessions: 'id' })
    this.version(3).stores({ records: 'meeting_id' })
  }

  async read<K extends keyof Meta>(key: K): Promise<Meta[K] | null> {
    const row = await this.meta.get(key)
    return row ? (row.value as Meta[K]) : null
  }

  async note<K extends keyof Meta>(key: K, value: Meta[K]): Promise<void> {
    await this.meta.put({ key, value } as MetaRow)
  }

  async shelf(): Promise<Shelf> {
    const [dispatches, standings, notices, sessions] = await Promise.all([this.dispatches.toArray(), this.standings.toArray(), this.notices.toArray(), this.sessions.toArray()])
    return {
      dispatches: Object.fromEntries(dispatches.map((one) => [one.id, one])),
      standings: Object.fromEntries(standings.map(({ key, ...one }) => [key, one])),
      notices: Object.fromEntries(notices.map((one) => [one.id, one])),
      sessions: Object.fromEntries(sessions.map((one) => [one.id, one])),
    }
  }

  /** Makes the stored shelf `next`, writing only rows that differ from `old`. Inside the caller's transaction. */
  async putShelf(old: Shelf, next: Shelf): Promise<void> {
    const gone = (a: object, b: object): string[] => Object.keys(a).filter((key) => !(key in b))
    const fresh = <T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): T[] =>
      Object.entries(b).flatMap(([key, one]) => (a[key] === one ? [] : [one]))
    await this.dispatches.bulkDelete(gone(old.dispatches, next.dispatches))
    await this.standings.bulkDelete(gone(old.standings, next.standings))
    await this.notices.bulkDelete(gone(old.notices, next.notices))
    await this.sessions.bulkDelete(gone(old.sessions, next.sessions))
    await this.dispatches.bulkPut(fresh(old.dispatches, next.dispatches))
    await this.standings.bulkPut(fresh(old.standings, next.standings).map((one) => ({ ...one, key: standingKey(one.dispatch_id, one.subject_id) })))
    await this.notices.bulkPut(fresh(old.notices, next.notices))
    await this.sessions.bulkPut(fresh(old.sessions, next.sessions))
  }
}

const PREFIX = 'pankti-'
export const nameOf = (personId: string): string => `${PREFIX}${personId}`

/** Deletes other persons' databases on this phone, except those with answers still to send. */
export async function dropOthers(personId: string): Promise<void> {
  for (const name of await Dexie.getDatabaseNames()) {
    if (!name.startsWith(PREFIX) || name === nameOf(personId)) continue
    const other = new PersonDb(name.slice(PREFIX.length))
    const unsent = await other.outbox.where('state').equals('waiting').count()
    if (unsent === 0) await other.delete()
    else other.close()
  }
}

/** The databases of those who are signed in on this phone, opened; to be closed by the caller. */
export async function openSignedIn(): Promise<PersonDb[]> {
  const found: PersonDb[] = []
  for (const name of await Dexie.getDatabaseNames()) {
    if (!name.startsWith(PREFIX)) continue
    const db = new PersonDb(name.slice(PREFIX.length))
    if (await db.read('token')) found.push(db)
    else db.close()
  }
  return found
}

/** True for the browser's "no space left", however it is wrapped. */
export function isFull(error: unknown): boolean {
  const names: unknown[] = []
  for (let one = error; one && typeof one === 'object'; one = (one as { inner?: unknown }).inner) names.push((one as { name?: unknown }).name)
  return names.some((name) => name === 'QuotaExceededError')
}
