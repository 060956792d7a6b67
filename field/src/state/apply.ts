/**
 * The law of sync: old state plus changes equals a fresh fetch.
 *
 * `apply` is the only way a pull reaches the shelf. It is repeat-safe: a pull applied
 * twice, or an older one that arrives late, changes nothing.
 */
import type { Changes, Dispatch, Notice, Session, Shelf, Standing } from './types'
import { EMPTY } from './types'

export const standingKey = (dispatchId: string, subjectId: string): string => `${dispatchId}|${subjectId}`

function newerDispatch(old: Dispatch | undefined, fresh: Dispatch): boolean {
  return !old || fresh.change_no >= old.change_no
}

/** Within one question a later round wins; within a round what was said later. */
function newerStanding(old: Standing | undefined, fresh: Standing): boolean {
  if (!old) return true
  if (fresh.asked !== old.asked) return fresh.asked > old.asked
  if (fresh.round !== old.round) return fresh.round > old.round
  return fresh.said_at >= old.said_at
}

export function apply(shelf: Shelf, changes: Changes): Shelf {
  const base = changes.full ? EMPTY : shelf
  const dispatches: Record<string, Dispatch> = { ...base.dispatches }
  const standings: Record<string, Standing> = { ...base.standings }
  const notices: Record<string, Notice> = { ...base.notices }
  const sessions: Record<string, Session> = { ...base.sessions }

  for (const one of changes.dispatches) if (newerDispatch(dispatches[one.id], one)) dispatches[one.id] = one.state === 'closed' ? husk(one) : one
  for (const one of changes.standings) {
    const key = standingKey(one.dispatch_id, one.subject_id)
    if (newerStanding(standings[key], one)) standings[key] = one
  }
  for (const one of changes.notices) notices[one.id] = one
  for (const one of changes.sessions) if ((sessions[one.id]?.change_no ?? 0) <= one.change_no) sessions[one.id] = one

  // A question asked anew takes what was said to the old one off the shelf.
  const isClosed = (id: string): boolean => dispatches[id]?.state === 'closed'
  const counts = (one: Standing): boolean => one.asked >= (dispatches[one.dispatch_id]?.asked ?? 0) && !isClosed(one.dispatch_id)
  return {
    dispatches,
    standings: Object.fromEntries(Object.entries(standings).filter(([, one]) => counts(one))),
    notices: Object.fromEntries(Object.entries(notices).filter(([, one]) => !isClosed(one.dispatch_id))),
    sessions,
  }
}

/** What is kept of a closed one until the next full fetch: that it is closed, so that an older change cannot bring it back. */
function husk(one: Dispatch): Dispatch {
  return { ...one, content: { titles: one.content.titles, texts: {} } }
}

/** The shelf without what has ended: this part equals a fresh fetch (a fresh fetch no longer names those). */
export function live(shelf: Shelf): Shelf {
  const dispatches = Object.fromEntries(Object.entries(shelf.dispatches).filter(([, one]) => one.state === 'live'))
  const stays = (id: string): boolean => (shelf.dispatches[id]?.state ?? 'live') === 'live'
  return {
    dispatches,
    standings: Object.fromEntries(Object.entries(shelf.standings).filter(([, one]) => stays(one.dispatch_id))),
    notices: Object.fromEntries(Object.entries(shelf.notices).filter(([, one]) => stays(one.dispatch_id))),
    sessions: Object.fromEntries(Object.entries(shelf.sessions).filter(([, one]) => one.state === 'called')),
  }
}
