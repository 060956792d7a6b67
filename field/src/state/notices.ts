/** The notices that still say something: the newest for each directive and unit, unless it was taken back. */
import type { Notice, Shelf } from './types'

export function standingNotices(shelf: Shelf): Notice[] {
  const newest = new Map<string, Notice>()
  for (const one of Object.values(shelf.notices)) {
    const state = shelf.dispatches[one.dispatch_id]?.state ?? 'live'
    const key = `${one.dispatch_id}|${one.unit_id}`
    const other = newest.get(key)
    if (state === 'live' && one.silent > 0 && (!other || one.fired_at > other.fired_at)) newest.set(key, one)
  }
  return [...newest.values()].sort((a, b) => (a.fired_at < b.fired_at ? 1 : -1))
}
