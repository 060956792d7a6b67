/** Who can see me: asked when it is looked at, never kept on the phone. */

import type { Names } from '../state/types'
import { type Door, call, jsonOf } from './http'

export interface Watcher {
  unit_names: Names
  level_names: Names
  post_names: Names
  person_names: Names
  rights: string[]
  until: string | null
}

export async function listWatchers(door: Door, token: string): Promise<Watcher[]> {
  return jsonOf<Watcher[]>(await call(door, 'GET', '/api/v1/who-sees-me', { token }))
}
