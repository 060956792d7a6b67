/** Sessions that concern me now: those ahead, and those over whose report I owe. */
import type { Outgoing, Session, Shelf } from './types'

export type SessionItem = {
  session: Session
  /** I preside over it, so I report it. */
  isHost: boolean
  isSpeaker: boolean
  isOver: boolean
  /** It is over, I am its host, and I have said nothing of it yet. */
  isOwed: boolean
  mine: Outgoing | null
}

/** So long after its end a session that nobody reported still stands on the first screen. */
export const STAY_MS = 30 * 24 * 3600_000
/** So far ahead one looks. */
export const AHEAD_MS = 14 * 24 * 3600_000

export function sessionItem(session: Session, outbox: Outgoing[], now: number): SessionItem {
  const mine = outbox.filter((one) => one.command.name === 'session.report' && one.command.body.session_id === session.id).pop() ?? null
  const isHost = session.origin === 'conference' && session.parts.some((part) => part.role === 'chair')
  const isOver = Date.parse(session.ends_at) < now
  return {
    session,
    isHost,
    isSpeaker: session.parts.some((part) => part.role === 'main_speaker'),
    isOver,
    isOwed: isHost && isOver && session.state === 'called' && (mine === null || mine.state === 'refused'),
    mine,
  }
}

/** Owed reports first, then what comes, the soonest first. */
export function standingSessions(shelf: Shelf, outbox: Outgoing[], now: number): SessionItem[] {
  return Object.values(shelf.sessions)
    .filter((one) => one.state === 'called')
    .map((one) => sessionItem(one, outbox, now))
    .filter((one) => {
      const ends = Date.parse(one.session.ends_at)
      return one.isOver ? one.isHost && ends > now - STAY_MS : Date.parse(one.session.starts_at) < now + AHEAD_MS
    })
    .sort((a, b) => Number(b.isOwed) - Number(a.isOwed) || Date.parse(a.session.starts_at) - Date.parse(b.session.starts_at) || (a.session.id < b.session.id ? -1 : 1))
}
