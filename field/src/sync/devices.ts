/** One's phones that are signed in: seen, and the lost one ended, from any of them. */
import { type Door, call, jsonOf } from './http'

export type Device = { id: string; name: string; created_at: string; seen_at: string; is_this: boolean }

export async function listDevices(door: Door, token: string): Promise<Device[]> {
  return jsonOf<Device[]>(await call(door, 'GET', '/api/v1/devices', { token }))
}

/** The other phone drops what it stored at its next contact. */
export async function endDevice(door: Door, token: string, id: string): Promise<void> {
  await call(door, 'POST', `/api/v1/devices/${encodeURIComponent(id)}/end`, { token })
}
