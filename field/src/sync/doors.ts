/** My card and the doors that I keep: asked when there is a network, kept for when there is none. */
import type { DoorKept } from '../state/door'
import type { Names } from '../state/types'
import { type Door, call, jsonOf } from './http'

export type DoorLine = { id: string; titles: Names; unit_names: Names; starts_at: string }
export type CardKept = { card: string; until: string }

const PLACE = '/api/v1/attendance'

/** The newest from the server, else what was kept; null when there is neither. */
async function orKept<T>(door: Door, token: string, personId: string, path: string): Promise<T | null> {
  const shelf = `door:${personId}:${path}`
  try {
    const found = await jsonOf<T>(await call(door, 'GET', `${PLACE}${path}`, { token }))
    localStorage.setItem(shelf, JSON.stringify(found))
    return found
  } catch {
    const kept = localStorage.getItem(shelf)
    return kept ? (JSON.parse(kept) as T) : null
  }
}

export const myCard = (door: Door, token: string, personId: string): Promise<CardKept | null> => orKept(door, token, personId, '/card')
export const myDoors = (door: Door, token: string, personId: string): Promise<DoorLine[] | null> => orKept(door, token, personId, '/doors')
export const openDoor = (door: Door, token: string, personId: string, id: string): Promise<DoorKept | null> =>
  orKept(door, token, personId, `/doors/${encodeURIComponent(id)}`)

/** Where I join by video; empty where I am not called. Raises what `call` raises. */
export async function joinPath(door: Door, token: string, meetingId: string): Promise<string> {
  return (await jsonOf<{ path: string }>(await call(door, 'GET', `${PLACE}/join/${encodeURIComponent(meetingId)}`, { token }))).path
}

/** What is kept for doors goes with the person. */
export function forgetDoors(personId: string): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`door:${personId}:`)) localStorage.removeItem(key)
}
