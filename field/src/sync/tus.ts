/**
 * A photo goes up by the tus protocol (1.0.0, core and creation), in pieces small enough for 2G.
 * Whatever breaks, the next call goes on where the server says it stopped.
 */
import { type Door, NoAnswer, Refused, call } from './http'

export const PIECE = 64 * 1024
const TUS = { 'Tus-Resumable': '1.0.0' }

export type Parcel = { sha256: string; bytes: ArrayBuffer; media_type: string; upload_url: string | null }

function metadata(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key} ${btoa(value)}`)
    .join(',')
}

function offsetOf(response: Response): number {
  const offset = Number(response.headers.get('Upload-Offset'))
  if (!Number.isInteger(offset) || offset < 0 || response.headers.get('Upload-Offset') === null) throw new NoAnswer()
  return offset
}

async function create(door: Door, token: string, parcel: Parcel): Promise<string> {
  const response = await call(door, 'POST', '/api/v1/uploads', {
    token,
    headers: {
      ...TUS,
      'Upload-Length': String(parcel.bytes.byteLength),
      'Upload-Metadata': metadata({ filetype: parcel.media_type, sha256: parcel.sha256 }),
    },
  })
  const location = response.headers.get('Location')
  if (!location) throw new NoAnswer()
  return location
}

/** Where to go on; null when the server no longer knows the upload. */
async function resumeAt(door: Door, token: string, url: string): Promise<number | null> {
  try {
    return offsetOf(await call(door, 'HEAD', url, { token, headers: TUS }))
  } catch (error) {
    if (error instanceof Refused && [404, 410, 403].includes(error.problem.status)) return null
    throw error
  }
}

/**
 * Sends the whole photo. `remember` is told the upload's address before the first byte leaves, so that a
 * later call resumes. Raises NoAnswer (try again) or Refused (the photo itself is not taken).
 */
export async function upload(door: Door, token: string, parcel: Parcel, remember: (url: string) => Promise<void>): Promise<void> {
  let url = parcel.upload_url
  let at = url ? await resumeAt(door, token, url) : null
  if (url === null || at === null) {
    url = await create(door, token, parcel)
    await remember(url)
    at = 0
  }
  let strayed = 0
  while (at < parcel.bytes.byteLength) {
    try {
      const response: Response = await call(door, 'PATCH', url, {
        token,
        headers: { ...TUS, 'Upload-Offset': String(at), 'Content-Type': 'application/offset+octet-stream' },
        body: parcel.bytes.slice(at, at + PIECE),
      })
      const next = offsetOf(response)
      if (next <= at) throw new NoAnswer()
      at = next
    } catch (error) {
      // 409: the server has another offset than we think (a reply was lost). Ask it, but not for ever.
      if (!(error instanceof Refused) || error.problem.status !== 409 || ++strayed > 3) throw error
      const told = await resumeAt(door, token, url)
      if (told === null) throw new NoAnswer()
      at = told
    }
  }
}
