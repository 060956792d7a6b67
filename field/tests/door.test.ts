import { describe, expect, it } from 'vitest'

import { doorCode, readCard, readScan } from '../src/state/door'

/** Made by the server's own code for a meeting and a person of all sevens and eights; see tests/attendance/test_codes.py. */
import twin from './door.json'

describe('codes at the door', () => {
  it('are the same as the server makes', async () => {
    expect(await doorCode({ id: twin.meeting, secret: twin.secret, step: 30 }, twin.at * 1000)).toBe(twin.door)
  })

  it('change with the half minute', async () => {
    const kept = { id: twin.meeting, secret: twin.secret, step: 30 }
    expect(await doorCode(kept, (twin.at + 30) * 1000)).not.toBe(twin.door)
    expect(await doorCode(kept, (twin.at - (twin.at % 30)) * 1000)).toBe(twin.door)
  })

  it('are read out of addresses, and nothing else is', () => {
    expect(readScan(`https://x.example.org/app/?at=${twin.door}`)).toEqual({ kind: 'door', code: twin.door })
    expect(readScan(twin.card)).toEqual({ kind: 'card', code: twin.card })
    for (const text of ['', 'https://example.org', 'PD1.x.1.y', `${twin.door}x`, 'upi://pay?pa=x']) expect(readScan(text)).toBeNull()
  })
})

describe('cards', () => {
  it('are checked without a network', async () => {
    expect(await readCard(twin.key, twin.card, twin.at * 1000)).toBe(twin.person)
  })

  it('that are old, changed or signed by another key are nobody’s', async () => {
    expect(await readCard(twin.key, twin.card, (twin.until + 1) * 1000)).toBeNull()
    const [kind, said, signature] = twin.card.split('.')
    const other = `${said?.slice(0, -1)}${said?.endsWith('A') ? 'B' : 'A'}`
    expect(await readCard(twin.key, `${kind}.${other}.${signature}`, twin.at * 1000)).toBeNull()
    expect(await readCard(twin.key, 'PC1', twin.at * 1000)).toBeNull()
  })
})
