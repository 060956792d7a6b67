/** Signing in and out. */
import { PersonDb, dropOthers } from '../db/person'
import type { Me } from '../state/types'
import { type Door, call, jsonOf } from './http'

export async function askForCode(door: Door, phone: string): Promise<void> {
  await call(door, 'POST', '/api/v1/sign-in/code', { withMark: true, json: { phone } })
}

/** Checks the code and opens the person's database, with what it held before. */
export async function signIn(door: Door, phone: string, code: string, deviceName: string, personId: string | null = null): Promise<PersonDb> {
  return opened(await call(door, 'POST', '/api/v1/sign-in', { withMark: true, json: { phone, code, device_name: deviceName, person_id: personId } }))
}

/** Somebody has just taken an invitation in this browser: the server knows by its session, and asks for no second code. */
export async function signInInvited(door: Door, deviceName: string): Promise<PersonDb> {
  return opened(await call(door, 'POST', '/api/v1/sign-in/invited', { withMark: true, json: { device_name: deviceName } }))
}

async function opened(response: Response): Promise<PersonDb> {
  const { token, me } = await jsonOf<{ token: string; me: Me }>(response)
  const db = new PersonDb(me.person.id)
  await db.transaction('rw', db.meta, async () => {
    await db.note('token', token)
    await db.note('me', me)
    await db.meta.delete('cursor') // a new device: everything once more
  })
  await dropOthers(me.person.id)
  return db
}

export async function signOut(door: Door, token: string): Promise<void> {
  await call(door, 'POST', '/api/v1/sign-out', { token })
}
