/** What the organisation keeps of me: asked when it is looked at, never kept on the phone. */
import { type Door, call, jsonOf } from './http'

export type Part = { title: string; heads: string[]; rows: string[][]; count: number }
export type Copy = { id: string; asked_at: string; confirmed_at: string | null; made_at: string | null; expires_at: string | null }
export type Wish = { id: string; asked_at: string; asked_by: string; is_own: boolean; confirm_from: string; state: 'waiting' | 'confirmable' | 'confirmed' }
export type MyData = { parts: Part[]; exports: Copy[]; erasure: Wish | null; hindered: string }

const PLACE = '/api/v1/my-data'
const one = (kind: 'exports' | 'erasures', id: string): string => `${PLACE}/${kind}/${encodeURIComponent(id)}`

export async function readMyData(door: Door, token: string): Promise<MyData> {
  return jsonOf<MyData>(await call(door, 'GET', PLACE, { token }))
}

/** The first step: the wish is noted. The second is a code to the person's own number. */
export async function askFor(door: Door, token: string, kind: 'exports' | 'erasures'): Promise<string> {
  return (await jsonOf<{ id: string }>(await call(door, 'POST', `${PLACE}/${kind}`, { token }))).id
}

export async function sendOwnCode(door: Door, token: string): Promise<void> {
  await call(door, 'POST', `${PLACE}/code`, { token })
}

export async function confirm(door: Door, token: string, kind: 'exports' | 'erasures', id: string, code: string): Promise<void> {
  await call(door, 'POST', `${one(kind, id)}/confirm`, { token, json: { code } })
}

export async function callOff(door: Door, token: string, id: string): Promise<void> {
  await call(door, 'POST', `${one('erasures', id)}/call-off`, { token })
}

export async function fetchCopy(door: Door, token: string, id: string): Promise<Blob> {
  return (await call(door, 'GET', `${one('exports', id)}/file`, { token })).blob()
}
