/**
 * The app's icons, drawn here: a row of dots whose last one is filled.
 * PNG because launchers of older phones want it; drawn so that no picture lies in the repository.
 */
import { deflateSync } from 'node:zlib'

const PAPER = [0xfb, 0xfa, 0xf7]
const ACCENT = [0x0f, 0x5e, 0x63]

const CRC = new Uint32Array(256).map((_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})

function crc(bytes) {
  let c = 0xffffffff
  for (const byte of bytes) c = CRC[(c ^ byte) & 0xff] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc(body), body.length + 4)
  return out
}

function png(size, colourAt) {
  const rows = Buffer.alloc(size * (size * 3 + 1))
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) rows.set(colourAt(x + 0.5, y + 0.5), y * (size * 3 + 1) + 1 + x * 3)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const mix = (a, b, share) => a.map((one, i) => Math.round(one + (b[i] - one) * share))
const inside = (edge) => Math.min(1, Math.max(0, edge + 0.5))

/** A square icon; `reach` is how much of its width the row takes (less for maskable ones). */
export function iconOf(size, reach) {
  const gap = (size * reach) / 5
  const radius = gap * 0.36
  const stroke = Math.max(1, gap * 0.1)
  return png(size, (x, y) => {
    let share = 0
    for (let dot = 0; dot < 5; dot++) {
      const distance = Math.hypot(x - (size / 2 + (dot - 2) * gap), y - size / 2)
      const covered = dot === 4 ? inside(radius + stroke / 2 - distance) : inside(stroke / 2 - Math.abs(distance - radius))
      share = Math.max(share, covered)
    }
    return mix(PAPER, ACCENT, share)
  })
}

export function markSvg() {
  const dots = [0, 1, 2, 3, 4].map((dot) => `<circle cx="${6 + dot * 13}" cy="32" r="4.6"${dot === 4 ? ' fill="#0f5e63"' : ''}/>`).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#fbfaf7"/><g fill="none" stroke="#0f5e63" stroke-width="1.6">${dots}</g></svg>`
}
