/** Codes at a door: the changing one that a host shows, and the cards that people show. Works without a network. */

export type Scanned = { kind: 'door' | 'card'; code: string }

/** What a door's phone keeps; as the server gives it. */
export type DoorKept = {
  id: string
  titles: Record<string, string>
  starts_at: string
  closes_at: string
  secret: string
  step: number
  key: string
  roll: { person_id: string; names: Record<string, string>; post_names: Record<string, string>; unit_names: Record<string, string>; is_present: boolean }[]
  count: number
}

const MAC = 9

/** The code in what a camera read: ours hold an address, so that any camera leads to the app. Null for anything else. */
export function readScan(text: string): Scanned | null {
  const code = (text.split('at=').pop() ?? '').split('&')[0]?.trim() ?? ''
  if (/^PD1\.[\w-]{22}\.\d{1,12}\.[\w-]{12}$/.test(code)) return { kind: 'door', code }
  if (/^PC1\.[\w-]{28}\.[\w-]{86}$/.test(code)) return { kind: 'card', code }
  return null
}

/** The code that the door shows at `at` (server's time, ms). */
export async function doorCode(kept: Pick<DoorKept, 'id' | 'secret' | 'step'>, at: number): Promise<string> {
  const hex = kept.id.replaceAll('-', '')
  const step = Math.floor(at / 1000 / kept.step)
  const key = await crypto.subtle.importKey('raw', unpack(kept.secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${hex}:${step}`)))
  const id = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
  return `PD1.${pack(id)}.${step}.${pack(mac.slice(0, MAC))}`
}

/** Whose card it is; null when it is none of ours or out of date. */
export async function readCard(publicKey: string, card: string, at: number): Promise<string | null> {
  const [, said, signature] = card.split('.')
  if (!said || !signature) return null
  const raw = unpack(said)
  const key = await crypto.subtle.importKey('raw', unpack(publicKey), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  if (!(await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, unpack(signature), raw))) return null
  const until = raw.slice(16).reduce((sum, byte) => sum * 256 + byte, 0)
  if (until * 1000 < at) return null
  const hex = [...raw.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function unpack(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, (c) => c.charCodeAt(0))
}

function pack(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
