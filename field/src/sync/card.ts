/** The invitation card of a meeting: drawn by the server, fetched when it is wanted. */
import { type Door, call } from './http'

export async function fetchCard(door: Door, token: string, meetingId: string, language: string): Promise<Blob> {
  const response = await call(door, 'GET', `/api/v1/meetings/${meetingId}/card/${language}`, { token, headers: { Accept: 'image/png' } })
  return new Blob([await response.arrayBuffer()], { type: 'image/png' })
}
