/** Photos are made small on the phone: 1280 px, JPEG, nothing of where and when inside. */
import type { Photo } from './db/person'

export const LONG_SIDE = 1280
export const QUALITY = 0.7
export const MAX_PIXELS = 40_000_000
export const MAX_BYTES = 30 * 1024 * 1024

export type PhotoTrouble = 'not_a_photo' | 'too_large' | 'cannot_read'
export class PhotoError extends Error {
  constructor(readonly trouble: PhotoTrouble) {
    super(trouble)
  }
}

/** The size it is drawn at; raises for more than 40 megapixels, which old phones cannot hold. */
export function fitted(width: number, height: number): { width: number; height: number } {
  if (!(width > 0 && height > 0)) throw new PhotoError('not_a_photo')
  if (width * height > MAX_PIXELS) throw new PhotoError('too_large')
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

const be = (bytes: Uint8Array, at: number, n: number): number => {
  let value = 0
  for (let i = 0; i < n; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
const le = (bytes: Uint8Array, at: number, n: number): number => {
  let value = 0
  for (let i = n - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return { height: be(bytes, at + 5, 2), width: be(bytes, at + 7, 2) }
    at += marker === 0xff ? 1 : 2 + be(bytes, at + 2, 2)
  }
  return null
}

function webpSize(bytes: Uint8Array): { width: number; height: number } | null {
  const kind = String.fromCharCode(...bytes.subarray(12, 16))
  if (kind === 'VP8X') return { width: le(bytes, 24, 3) + 1, height: le(bytes, 27, 3) + 1 }
  if (kind === 'VP8L') {
    const bits = le(bytes, 21, 4)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (kind === 'VP8 ') return { width: le(bytes, 26, 2) & 0x3fff, height: le(bytes, 28, 2) & 0x3fff }
  return null
}

/** Width and height from the file's own head, before anything is decoded; null when it is no JPEG, PNG or WebP. */
export function sizeOf(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegSize(bytes)
  if (be(bytes, 0, 4) === 0x89504e47) return { width: be(bytes, 16, 4), height: be(bytes, 20, 4) }
  if (be(bytes, 0, 4) === 0x52494646 && be(bytes, 8, 4) === 0x57454250) return webpSize(bytes)
  return null
}

async function picture(file: Blob): Promise<{ draw: CanvasImageSource; width: number; height: number; close: () => void }> {
  try {
    const bitmap = await createImageBitmap(file)
    return { draw: bitmap, width: bitmap.width, height: bitmap.height, close: () => bitmap.close() }
  } catch {
    throw new PhotoError('cannot_read')
  }
}

async function sha256Of(bytes: ArrayBuffer): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A picked file as a small JPEG with its name (sha256). Raises PhotoError. */
export async function shrink(file: Blob, now: number): Promise<Photo> {
  if (file.size > MAX_BYTES) throw new PhotoError('too_large')
  const claimed = sizeOf(new Uint8Array(await file.arrayBuffer()))
  if (claimed) fitted(claimed.width, claimed.height)
  else if (!file.type.startsWith('image/')) throw new PhotoError('not_a_photo')
  const { draw, close, ...natural } = await picture(file)
  const { width, height } = fitted(natural.width, natural.height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new PhotoError('cannot_read')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(draw, 0, 0, width, height)
  close()
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  canvas.width = canvas.height = 0
  if (!blob) throw new PhotoError('cannot_read')
  const bytes = await blob.arrayBuffer()
  return { sha256: await sha256Of(bytes), bytes, media_type: 'image/jpeg', upload_url: null, made_at: now }
}
